using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Simulator.Faults;
using Simulator.SalesforceOrg;

namespace Simulator.Tests.SalesforceOrg;

/// <summary>A simulator on a free port and a plain HTTP client that is signed in to its org.</summary>
internal sealed class TestOrg : IAsyncDisposable
{
    public const string Token = "fixed-token-for-tests";
    public const string Data = "/services/data/v67.0";
    private readonly SimulatorHost _host;

    private TestOrg(SimulatorHost host)
    {
        _host = host;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(2) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public HttpClient Http { get; }

    public SimulatorHost Host => _host;

    public SimulatorClock Clock => _host.Services.GetRequiredService<SimulatorClock>();

    public FaultRules Faults => _host.Services.GetRequiredService<FaultRules>();

    public static async Task<TestOrg> StartAsync(string? folder = null, Action<SalesforceOrgOptions>? configure = null)
    {
        var options = new SimulatorOptions { Url = "http://localhost:0", GrpcPort = 0, DataDirectory = folder };
        options.Salesforce.FixedAccessToken = Token;
        configure?.Invoke(options.Salesforce);
        return new TestOrg(await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken));
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"{Data}/{path}");
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, text, response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<Answer> GetAsync(string path, params (string, string)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, object body, params (string, string)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> PatchAsync(string path, object body, params (string, string)[] headers) => SendAsync(HttpMethod.Patch, path, body, headers);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> QueryAsync(string soql, params (string, string)[] headers) => GetAsync($"query?q={Uri.EscapeDataString(soql)}", headers);

    public async Task<string> CreateAsync(string type, object fields)
    {
        var answer = await PostAsync($"sobjects/{type}", fields);
        answer.Status.Should().Be(HttpStatusCode.Created, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
    }
}

internal sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public void ShouldBeError(HttpStatusCode status, string code, string message, params string[] fields)
    {
        Status.Should().Be(status, Text);
        var error = Json[0];
        error.GetProperty("errorCode").GetString().Should().Be(code);
        error.GetProperty("message").GetString().Should().Contain(message);
        if (fields.Length > 0)
            error.GetProperty("fields").EnumerateArray().Select(field => field.GetString()).Should().Equal(fields);
    }
}
