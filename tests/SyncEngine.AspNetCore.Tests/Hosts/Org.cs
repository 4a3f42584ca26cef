using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Simulator;

namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>A Salesforce org on the loopback, and what a Salesforce user would look up or type there.</summary>
public sealed class Org : IAsyncDisposable
{
    private const string Token = "00DTest!session-for-tests";
    private readonly SimulatorHost _simulator;
    private readonly HttpClient _client;

    private Org(SimulatorHost simulator)
    {
        _simulator = simulator;
        _client = new HttpClient { BaseAddress = new Uri(simulator.Address, "/services/data/v67.0/") };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>What a site needs to reach it.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Salesforce:AccessToken"] = Token,
        ["Salesforce:InstanceUrl"] = _simulator.Address.ToString(),
        ["SyncEngine:Quiet"] = "00:00:00.020",
        ["SyncEngine:PollingInterval"] = "00:00:00.050",
    };

    public static async Task<Org> StartAsync()
    {
        var options = new SimulatorOptions { Url = "http://localhost:0", GrpcPort = null };
        options.Salesforce.FixedAccessToken = Token;
        return new Org(await SimulatorHost.StartAsync(options));
    }

    public async Task<string> CreateAsync(string type, object record)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri($"sobjects/{type}", UriKind.Relative), record);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
    }

    public async Task UpdateAsync(string type, string id, object record)
    {
        using var answer = await _client.PatchAsJsonAsync(new Uri($"sobjects/{type}/{id}", UriKind.Relative), record);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    public async Task<List<JsonObject>> QueryAsync(string soql) =>
        [.. (await _client.GetFromJsonAsync<JsonObject>(new Uri("query?q=" + Uri.EscapeDataString(soql), UriKind.Relative)))!["records"]!.AsArray().Select(row => row!.AsObject())];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _simulator.DisposeAsync();
    }
}
