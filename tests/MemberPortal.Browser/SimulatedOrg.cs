using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace MemberPortal.Browser;

/// <summary>The simulated org as anybody else's client would see it: over its REST API.</summary>
public sealed class SimulatedOrg : IDisposable
{
    public const string Token = "00D-the-tests-own-session";

    private readonly HttpClient _http;

    public SimulatedOrg(Uri address)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async Task<IReadOnlyList<JsonNode>> QueryAsync(string soql)
    {
        using var answer = await _http.GetAsync(new Uri($"services/data/v67.0/query?q={Uri.EscapeDataString(soql)}", UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return [.. JsonNode.Parse(text)!["records"]!.AsArray().Select(record => record!)];
    }

    /// <summary>Somebody at the office edits a record.</summary>
    public async Task EditAsync(string type, string id, JsonObject fields)
    {
        using var body = new StringContent(fields.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PatchAsync(new Uri($"services/data/v67.0/sobjects/{type}/{id}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
