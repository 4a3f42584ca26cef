using System.Net;
using Simulator.Faults;
using Simulator.Tests.SalesforceOrg;

namespace Simulator.Tests.Faults;

public sealed class FaultTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private async Task<int> CountAsync() => (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32();

    private Task<Answer> CreateAsync() => _org.PostAsync("sobjects/Contact", new { LastName = "Faulty" });

    [Theory]
    [InlineData("UNABLE_TO_LOCK_ROW", HttpStatusCode.BadRequest, "unable to obtain exclusive access")]
    [InlineData("REQUEST_LIMIT_EXCEEDED", HttpStatusCode.Forbidden, "TotalRequests Limit exceeded.")]
    [InlineData("SERVER_UNAVAILABLE", HttpStatusCode.ServiceUnavailable, "unavailable")]
    [InlineData("INVALID_SESSION_ID", HttpStatusCode.Unauthorized, "Session expired or invalid")]
    public async Task Error_refuses_the_next_calls_and_then_no_more(string code, HttpStatusCode status, string message)
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Error, Code = code, Method = "POST", Object = "Contact", Count = 2 });

        (await CreateAsync()).ShouldBeError(status, code, message);
        (await CreateAsync()).ShouldBeError(status, code, message);
        (await CreateAsync()).Status.Should().Be(HttpStatusCode.Created);
        (await CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Status_without_a_code_has_no_body_and_can_say_when_to_come_back()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Error, Status = 429, RetryAfter = "7", Count = 1 });

        var answer = await CreateAsync();

        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers["Retry-After"].Should().Be("7");
        answer.Text.Should().BeEmpty();
    }

    [Theory]
    [InlineData(FaultKind.ResetBefore, 0)]
    [InlineData(FaultKind.ResetAfter, 1)]
    public async Task Cut_connection_leaves_the_work_undone_or_done(FaultKind kind, int records)
    {
        _org.Faults.Add(new FaultRule { Kind = kind, Method = "POST", Count = 1 });

        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<HttpRequestException>();

        (await CountAsync()).Should().Be(records);
    }

    [Theory]
    [InlineData(FaultKind.TimeoutBefore, 0)]
    [InlineData(FaultKind.TimeoutAfter, 1)]
    public async Task Silence_leaves_the_work_undone_or_done(FaultKind kind, int records)
    {
        _org.Faults.Add(new FaultRule { Kind = kind, Method = "POST", Count = 1 });
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        using var content = new StringContent("""{"LastName":"Faulty"}""", System.Text.Encoding.UTF8, "application/json");

        await FluentActions.Awaiting(() => _org.Http.PostAsync($"{TestOrg.Data}/sobjects/Contact", content, patience.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await CountAsync()).Should().Be(records);
    }

    [Fact]
    public async Task Late_commit_lands_when_the_clock_reaches_it()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Late, Method = "POST", Count = 1, Delay = TimeSpan.FromMinutes(8) });
        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<HttpRequestException>();

        _org.Clock.Advance(TimeSpan.FromMinutes(7));
        (await CountAsync()).Should().Be(0);
        _org.Clock.Advance(TimeSpan.FromMinutes(1));

        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (await CountAsync() == 0 && TimeProvider.System.GetUtcNow() < deadline)
            await Task.Yield();
        (await CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Late_commit_lands_when_it_is_released()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Late, Method = "POST", Count = 1 });
        await FluentActions.Awaiting(CreateAsync).Should().ThrowAsync<HttpRequestException>();
        (await CountAsync()).Should().Be(0);

        var released = await _org.PostAsync("/simulator/late/release", "");

        released.Json.GetProperty("released").GetInt32().Should().Be(1);
        (await CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Partial_batch_refuses_some_records_and_saves_the_others()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Partial, Code = "UNABLE_TO_LOCK_ROW", Object = "Contact", Skip = 1, Count = 2 });
        var records = Enumerable.Range(0, 5).Select(number => new { attributes = new { type = "Contact" }, LastName = $"Row {number}" }).ToArray();

        var answer = await _org.PostAsync("composite/sobjects", new { records });

        answer.Json.EnumerateArray().Select(item => item.GetProperty("success").GetBoolean()).Should().Equal(true, false, false, true, true);
        answer.Json[1].GetProperty("errors")[0].GetProperty("statusCode").GetString().Should().Be("UNABLE_TO_LOCK_ROW");
    }

    [Fact]
    public async Task Proxy_page_truncation_and_login_redirect_are_no_JSON()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Html, Count = 1 });
        var html = await CreateAsync();
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Truncated, Count = 1 });
        var truncated = await CreateAsync();
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Redirect, Count = 1 });
        var redirect = await CreateAsync();

        html.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        html.Headers["Content-Type"].Should().StartWith("text/html");
        truncated.Status.Should().Be(HttpStatusCode.Created);
        FluentActions.Invoking(() => truncated.Json).Should().Throw<System.Text.Json.JsonException>();
        redirect.Status.Should().Be(HttpStatusCode.Redirect);
        redirect.Headers["Location"].Should().StartWith("/login");
        (await CountAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Rule_holds_for_its_time_by_the_simulators_clock()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Error, Code = "SERVER_UNAVAILABLE", For = TimeSpan.FromMinutes(5) });
        (await CreateAsync()).Status.Should().Be(HttpStatusCode.ServiceUnavailable);

        _org.Clock.Advance(TimeSpan.FromMinutes(6));

        (await CreateAsync()).Status.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Spent_allowance_refuses_calls_until_a_day_has_passed()
    {
        await _org.SendAsync(HttpMethod.Put, "/simulator/limits", new { used = 99_999 });

        (await CreateAsync()).Headers["Sforce-Limit-Info"].Should().Be("api-usage=100000/100000");
        (await CreateAsync()).ShouldBeError(HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        _org.Clock.Advance(TimeSpan.FromHours(25));
        (await CreateAsync()).Status.Should().Be(HttpStatusCode.Created);
    }
}
