using System.Net;
using Simulator.Tests.SalesforceOrg;

namespace Simulator.Tests.Control;

public sealed class PageTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private async Task<HttpResponseMessage> SubmitAsync(string path, params (string, string)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(item => KeyValuePair.Create(item.Item1, item.Item2)));
        return await _org.Http.PostAsync(path, form, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_page_opens_with_a_strict_policy_and_nothing_inline()
    {
        var id = await _org.CreateAsync("Contact", new { LastName = "<script>alert(1)</script>", Email = "a@example.org" });
        await _org.PostAsync("/simulator/faults", new { kind = "Error", code = "X<b>", path = "/nowhere" });

        foreach (var path in (string[])["/", "/calls", "/calls/1", "/faults", "/automation", "/records/Contact", "/records/Opportunity", "/records/User", "/records/Contact/new", $"/records/Contact/{id}"])
        {
            var page = await _org.GetAsync(path);
            page.Status.Should().Be(HttpStatusCode.OK, path);
            page.Headers["Content-Security-Policy"].Should().StartWith("default-src 'none'");
            page.Text.Should().Contain("<h1>").And.NotContain("<script").And.NotContain("<style").And.NotContain(" style=").And.NotContain("<b>");
        }

        var css = System.Text.RegularExpressions.Regex.Match((await _org.GetAsync("/")).Text, "href=\"(/assets/[^\"]+)\"").Groups[1].Value;
        (await _org.GetAsync(css)).Headers["Content-Type"].Should().StartWith("text/css");
    }

    [Fact]
    public async Task Contact_is_edited_in_a_form_and_a_bad_value_is_explained()
    {
        var id = await _org.CreateAsync("Contact", new { LastName = "Before", Email = "a@example.org" });

        var saved = await SubmitAsync($"/records/Contact/{id}", ("LastName", "After"), ("Email", ""));
        var refused = await SubmitAsync($"/records/Contact/{id}", ("LastName", "After"), ("Email", "nonsense"));

        saved.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var record = (await _org.GetAsync($"sobjects/Contact/{id}")).Json;
        record.GetProperty("LastName").GetString().Should().Be("After");
        record.GetProperty("Email").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("invalid email address: nonsense").And.Contain("value=\"nonsense\"");
    }

    [Fact]
    public async Task Forms_delete_restore_inject_and_advance()
    {
        var id = await _org.CreateAsync("Contact", new { LastName = "Formed" });

        (await SubmitAsync($"/records/Contact/{id}/delete")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await _org.GetAsync($"/records/Contact/{id}")).Text.Should().Contain("This record is deleted");
        (await SubmitAsync($"/records/Contact/{id}/undelete")).StatusCode.Should().Be(HttpStatusCode.SeeOther);
        await SubmitAsync("/faults", ("kind", "Error"), ("code", "SERVER_UNAVAILABLE"), ("count", "1"));
        (await _org.GetAsync($"sobjects/Contact/{id}")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        await SubmitAsync("/clock", ("amount", "3"), ("unit", "days"));
        _org.Clock.Offset.Should().Be(TimeSpan.FromDays(3));
        (await _org.GetAsync("/")).Text.Should().Contain("3 days ahead");
        (await _org.GetAsync("/records/Nonsense")).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
