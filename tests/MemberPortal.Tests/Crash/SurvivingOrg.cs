using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Simulator;
using Simulator.Faults;
using Simulator.Log;

namespace MemberPortal.Tests.Crash;

/// <summary>A simulated org in the tests' own process, with the settings of a portal that uses it as it would use the real one.</summary>
internal sealed class SurvivingOrg : IAsyncDisposable
{
    private const string Token = "00D-the-tests-own-session";

    private readonly SimulatorHost _simulator;
    private readonly HttpClient _http;

    private SurvivingOrg(SimulatorHost simulator, IReadOnlyList<string> settings)
    {
        (_simulator, Settings) = (simulator, settings);
        _http = new HttpClient { BaseAddress = simulator.Address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public IReadOnlyList<string> Settings { get; }

    public static async Task<SurvivingOrg> StartAsync(string folder)
    {
        var key = DevelopmentKey.LoadOrCreate(folder);
        var options = new SimulatorOptions { Url = "http://localhost:0", GrpcPort = null };
        options.Salesforce.FixedAccessToken = Token;
        options.Salesforce.Certificates.Add(key.CertificatePem);
        options.Stripe.DeliveryBackOff.Clear();
        options.Stripe.DeliveryBackOff.Add(TimeSpan.FromMilliseconds(200));
        var simulator = await SimulatorHost.StartAsync(options);
        return new SurvivingOrg(simulator,
        [
            $"Salesforce:LoginUrl={simulator.Address}",
            $"Salesforce:ClientId={options.Salesforce.ConsumerKey}",
            $"Salesforce:Username={options.Salesforce.Username}",
            $"Salesforce:PrivateKeyFile={key.PrivateKeyPath}",
            "SyncEngine:Lease=00:00:02",
            "SyncEngine:RetryBase=00:00:00.100",
            "SyncEngine:RetryMax=00:00:01",
        ]);
    }

    public async Task<IReadOnlyList<JsonNode>> QueryAsync(string soql)
    {
        var answer = await _http.GetFromJsonAsync<JsonNode>(new Uri($"services/data/v67.0/query?q={Uri.EscapeDataString(soql)}", UriKind.Relative));
        return [.. answer!["records"]!.AsArray().Select(record => record!)];
    }

    /// <summary>The member's Contact as it stands; null while there is none. More than one is a failure.</summary>
    public async Task<JsonNode?> ContactAsync(Guid member)
    {
        var contacts = await QueryAsync($"SELECT Id, LastName, Account.Name, Last_Synced__c FROM Contact WHERE Portal_Id__c = '{member}'");
        contacts.Count.Should().BeLessThanOrEqualTo(1, "a member has one Contact");
        return contacts.SingleOrDefault();
    }

    /// <summary>Where the org answers, and beside it the Stripe account.</summary>
    public Uri Address => _simulator.Address;

    public FaultRules Faults => _simulator.Services.GetRequiredService<FaultRules>();

    /// <summary>The calls that asked for a change of a record.</summary>
    public IReadOnlyList<CallEntry> Writes =>
        [.. _simulator.Services.GetRequiredService<CallLog>().Latest().Where(call => call.Method is "POST" or "PATCH" && call.Path.Contains("sobjects", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _simulator.DisposeAsync();
    }
}
