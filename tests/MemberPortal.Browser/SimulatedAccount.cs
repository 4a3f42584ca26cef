using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MemberPortal.Browser;

/// <summary>The simulated Stripe account: over its API, and over what moves the world around it.</summary>
public sealed class SimulatedAccount : IDisposable
{
    private readonly HttpClient _http;

    public SimulatedAccount(Uri address)
    {
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_simulator");
    }

    /// <summary>Time passes: what falls due is done, and its webhooks are delivered.</summary>
    public async Task AdvanceAsync(int days)
    {
        await PostAsync("simulator/stripe/clock/advance", new JsonObject { ["days"] = days });
        await PostAsync("simulator/stripe/deliveries/wait", new JsonObject { ["seconds"] = 60 });
    }

    public async Task<JsonNode> SubscriptionOfAsync(string email)
    {
        var customers = await GetAsync($"v1/customers?email={Uri.EscapeDataString(email)}");
        var customer = customers["data"]!.AsArray().Should().ContainSingle("a member is one customer").Subject!["id"]!.GetValue<string>();
        return (await GetAsync($"v1/subscriptions?customer={customer}"))["data"]!.AsArray().Should().ContainSingle("a member has one subscription").Subject!;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> GetAsync(string path) => await ReadAsync(await _http.GetAsync(new Uri(path, UriKind.Relative)));

    private async Task PostAsync(string path, JsonObject body) => await ReadAsync(await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body));

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.Should().BeTrue(text);
            return JsonNode.Parse(text)!;
        }
    }
}
