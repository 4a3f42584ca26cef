using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Salesforce.Tests.Diagnostics;

/// <summary>What an operator sees of a call: log, call log, trace, metrics.</summary>
public sealed class TelemetryTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Row = $"{FakeOrg.Data}/sobjects/Contact/003000000000001AAA";

    // Its own name keeps the calls of tests that run beside this one apart.
    private readonly string _orgName = $"org-{Guid.NewGuid():N}";
    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Call_is_a_client_span_with_the_names_of_OpenTelemetry()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Connector.Salesforce",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        _org.AnswersInTurn(HttpMethod.Get, Row, (503, "[]"), (200, "{}"), (400, """[{"message":"no","errorCode":"INVALID_FIELD"}]"""));
        var client = Named();

        await client.Records.GetAsync("Contact", Contact);
        await client.Awaiting(it => it.Records.GetAsync("Contact", Contact)).Should().ThrowAsync<SalesforceException>();

        var spans = ended.Where(activity => (string?)activity.GetTagItem("salesforce.org") == _orgName).ToList();
        spans.Should().HaveCount(2).And.OnlyContain(span => span.Kind == ActivityKind.Client && span.DisplayName == "get Contact");
        Tags(spans[0]).Should().Contain("db.system.name", "salesforce").And.Contain("db.operation.name", "get").And.Contain("db.collection.name", "Contact")
            .And.Contain("http.response.status_code", 200).And.Contain("http.request.resend_count", 1);
        spans[0].Status.Should().Be(ActivityStatusCode.Unset);
        Tags(spans[1]).Should().Contain("error.type", "INVALID_FIELD").And.Contain("http.response.status_code", 400);
        spans[1].Status.Should().Be(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Call_that_goes_well_adds_no_line_to_the_log_and_a_repeated_one_does()
    {
        var client = Named();
        _org.AnswersInTurn(HttpMethod.Get, Row, (200, "{}"), (200, "{}"), (503, "[]"), (200, "{}"));
        await client.Records.GetAsync("Contact", Contact);
        var before = Told();

        await client.Records.GetAsync("Contact", Contact);
        Told().Should().Be(before);

        await client.Records.GetAsync("Contact", Contact);
        Told().Should().BeGreaterThan(before);
    }

    private int Told() => _org.Logs.Lines.Count(line => !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal));

    [Fact]
    public async Task Call_is_measured_in_seconds_requests_and_records()
    {
        var measured = new ConcurrentQueue<(string Name, double Value, string? Unit)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name == "Connector.Salesforce")
                    it.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        _org.Answers(HttpMethod.Post, $"{FakeOrg.Data}/composite/sobjects", 200,
            """[{"id":"003000000000001AAA","success":true,"errors":[]},{"id":"003000000000002AAA","success":true,"errors":[]}]""", ("Sforce-Limit-Info", "api-usage=18/5000"));

        await Named().Records.CreateManyAsync([new SalesforceRecord("Contact"), new SalesforceRecord("Contact")]);

        measured.Should().Contain(("salesforce.client.requests", 1, "{request}")).And.Contain(("salesforce.client.records", 2, "{record}")).And.Contain(("salesforce.client.api_usage", 18, "{request}"));
        measured.Should().ContainSingle(item => item.Name == "salesforce.client.call.duration" && item.Unit == "s");

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.ToArray().Any(tag => tag.Key == "salesforce.org" && (string?)tag.Value == _orgName))
                measured.Enqueue((instrument.Name, value, instrument.Unit));
        }
    }

    [Fact]
    public async Task Call_log_tells_operation_object_count_outcome_and_request()
    {
        _org.Answers(HttpMethod.Get, Row, 200, "{}", ("X-Request-Id", "abc"));

        await _org.Client().Records.GetAsync("Contact", Contact, ["LastName"]);

        var call = _org.Calls.Should().ContainSingle().Subject;
        (call.Operation, call.Method, call.Path, call.ObjectType, call.Count, call.Outcome, call.Status, call.Attempts, call.RequestId)
            .Should().Be(("get", "GET", Row, "Contact", 1, "ok", 200, 1, "abc"));
        _org.Logs.Lines.Should().ContainSingle(line => line.StartsWith("Debug Salesforce get GET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_log_that_throws_fails_no_call()
    {
        _org.Answers(HttpMethod.Get, Row, 200, "{}");
        var services = _org.Services(services: services => services.AddSingleton<ISalesforceCallLog, BrokenLog>());

        (await services.GetRequiredService<ISalesforceClient>().Records.GetAsync("Contact", Contact)).Should().NotBeNull();

        _org.Logs.Lines.Should().Contain(line => line.StartsWith("Warning The call log BrokenLog failed", StringComparison.Ordinal));
    }

    private static Dictionary<string, object?> Tags(Activity activity) => activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);

    private ISalesforceClient Named() => _org.Services(services: services => services.AddSalesforceConnector(_orgName, options =>
    {
        options.LoginUrl = _org.Url;
        options.ClientId = "consumer-key";
        options.Username = "integration@example.org";
        options.PrivateKey = FakeOrg.PrivateKey;
        options.RetryDelay = TimeSpan.Zero;
    })).GetRequiredService<ISalesforceClientFactory>().GetClient(_orgName);

    private sealed class BrokenLog : ISalesforceCallLog
    {
        public void Write(SalesforceCallEntry entry) => throw new IOException("disk full");
    }
}
