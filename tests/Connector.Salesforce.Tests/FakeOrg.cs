using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Connector.Salesforce.Tests;

/// <summary>
/// An org made of recorded answers, and the connector's real DI graph in front of it. A request that nobody expected fails the test
/// when the org is disposed.
/// </summary>
public sealed class FakeOrg : IDisposable
{
    public const string Token = "00D000000000001!AQ0AQTestTokenThatNobodyMayLog";
    public const string Data = "/services/data/v67.0";
    public const string InvalidSession = """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""";

    private readonly List<IDisposable> _providers = [];

    public FakeOrg() => Server = WireMockServer.Start();

    public static string PrivateKey { get; } = NewKey();

    public WireMockServer Server { get; }

    public Uri Url => new(Server.Url!);

    /// <summary>Starts at the real time, since answers carry the server's real date and the connector compares.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public RecordedLogs Logs { get; } = new();

    public List<SalesforceCallEntry> Calls { get; } = [];

    /// <summary>The requests to the API, without those for tokens.</summary>
    public IReadOnlyList<Seen> Requests => [.. All.Where(request => request.Path != "/services/oauth2/token")];

    public IReadOnlyList<Seen> TokenRequests => [.. All.Where(request => request.Path == "/services/oauth2/token")];

    public Seen Only => Requests.Should().ContainSingle().Subject;

    private IEnumerable<Seen> All => Server.LogEntries.Select(entry => new Seen(
        entry.RequestMessage!.Method,
        entry.RequestMessage.Path,
        new Uri(entry.RequestMessage.Url).Query,
        entry.RequestMessage.Headers!.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        entry.RequestMessage.Body ?? "",
        entry.MappingGuid is not null));

    public FakeOrg GivesTokens(string token = Token)
    {
        Server.Given(Request.Create().WithPath("/services/oauth2/token").UsingPost())
            .RespondWith(Response.Create().WithStatusCode(200).WithHeader("Content-Type", "application/json").WithBody(TokenAnswer(token)));
        return this;
    }

    public string TokenAnswer(string token = Token) =>
        $$"""{"access_token":"{{token}}","scope":"api","instance_url":"{{Server.Url}}","id":"https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA","token_type":"Bearer"}""";

    public FakeOrg Answers(HttpMethod method, string path, int status, string? body = null, params (string Name, string Value)[] headers)
    {
        Server.Given(Request.Create().WithPath(path).UsingMethod(method.Method)).RespondWith(Answer(status, body, headers));
        return this;
    }

    /// <summary>Answers one after the other; the last one stays.</summary>
    public FakeOrg AnswersInTurn(HttpMethod method, string path, params (int Status, string? Body)[] answers)
    {
        var scenario = Guid.NewGuid().ToString();
        for (var turn = 0; turn < answers.Length; turn++)
        {
            var given = Server.Given(Request.Create().WithPath(path).UsingMethod(method.Method)).InScenario(scenario);
            if (turn > 0)
                given = given.WhenStateIs($"turn {turn}");
            if (turn < answers.Length - 1)
                given = given.WillSetStateTo($"turn {turn + 1}");
            given.RespondWith(Answer(answers[turn].Status, answers[turn].Body));
        }

        return this;
    }

    /// <summary>Answers 200 with what the callback makes of the request.</summary>
    public FakeOrg AnswersWith(HttpMethod method, string path, Func<IRequestMessage, string> answer)
    {
        Server.Given(Request.Create().WithPath(path).UsingMethod(method.Method)).RespondWith(Response.Create().WithCallback(request => new ResponseMessage
        {
            StatusCode = 200,
            Headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json;charset=UTF-8") },
            BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = answer(request) },
        }));
        return this;
    }

    /// <summary>Answers a Collections call from the records that it carries.</summary>
    public FakeOrg Echoes(HttpMethod method, string path, Func<JsonArray, JsonArray> answer) =>
        AnswersWith(method, path, request => answer(JsonNode.Parse(request.Body!)!["records"]!.AsArray()).ToJsonString());

    public ISalesforceClient Client(Action<SalesforceOptions>? configure = null) => Services(configure).GetRequiredService<ISalesforceClient>();

    public ServiceProvider Services(Action<SalesforceOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        collection.AddSingleton<ISalesforceCallLog>(new ListLog(Calls));
        collection.AddSalesforceConnector(options =>
        {
            options.LoginUrl = Url;
            options.ClientId = "consumer-key";
            options.Username = "integration@example.org";
            options.PrivateKey = PrivateKey;
            options.RetryDelay = TimeSpan.Zero;
            configure?.Invoke(options);
            if (options.ClientSecret is not null || options.PrivateKeyFile is not null || options.CertificateFile is not null || options.LoadCertificate is not null)
                options.PrivateKey = null;
        });
        services?.Invoke(collection);
        var provider = collection.BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    public void Dispose()
    {
        foreach (var provider in _providers)
            provider.Dispose();
        var unexpected = All.Where(request => !request.WasExpected).Select(request => $"{request.Method} {request.Path}{request.Query}").ToList();
        Server.Dispose();
        unexpected.Should().BeEmpty("the connector sends nothing that the contract does not name");
    }

    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKeyPem();
    }

    private static IResponseBuilder Answer(int status, string? body, params (string Name, string Value)[] headers)
    {
        var answer = Response.Create().WithStatusCode((HttpStatusCode)status);
        if (!headers.Any(header => header.Name == "Content-Type"))
            answer = answer.WithHeader("Content-Type", "application/json;charset=UTF-8");
        foreach (var (name, value) in headers)
            answer = answer.WithHeader(name, value);
        return body is null ? answer : answer.WithBody(body);
    }

    public sealed record Seen(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body, bool WasExpected);

    private sealed class ListLog(List<SalesforceCallEntry> calls) : ISalesforceCallLog
    {
        public void Write(SalesforceCallEntry entry)
        {
            lock (calls)
                calls.Add(entry);
        }
    }
}
