using Connector.Salesforce;
using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Simulator;
using Simulator.SalesforceOrg;

namespace Benchmarks.Salesforce;

/// <summary>A simulated org in this process, over real HTTP, and the connector signed in to it.</summary>
internal sealed class BenchOrg : IAsyncDisposable
{
    private readonly SimulatorHost _host;
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _keys;

    private BenchOrg(SimulatorHost host, ServiceProvider services, DirectoryInfo keys, RoundTrip roundTrip)
    {
        RoundTrip = roundTrip;
        (_host, _services, _keys) = (host, services, keys);
        Client = services.GetRequiredService<ISalesforceClient>();
        Calls = (CountedCalls)services.GetRequiredService<ISalesforceCallLog>();
    }

    public Uri Address => _host.Address;

    public ISalesforceClient Client { get; }

    public CountedCalls Calls { get; }

    public RoundTrip RoundTrip { get; }

    public static async Task<BenchOrg> StartAsync(CancellationToken cancellationToken)
    {
        var keys = Directory.CreateTempSubdirectory("connector-bench");
        var key = DevelopmentKey.LoadOrCreate(keys.FullName);
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", GrpcPort = null, CallsKept = 10 };
        options.Salesforce.DailyApiRequests = int.MaxValue;
        options.Salesforce.Certificates.Add(key.CertificatePem);
        var host = await SimulatorHost.StartAsync(options, cancellationToken);
        var roundTrip = new RoundTrip();
        var collection = new ServiceCollection().AddSingleton<ISalesforceCallLog, CountedCalls>();
        collection.AddSalesforceConnector(salesforce =>
        {
            salesforce.LoginUrl = host.Address;
            salesforce.ClientId = SalesforceOrgOptions.DefaultConsumerKey;
            salesforce.Username = SalesforceOrgOptions.DefaultUsername;
            salesforce.PrivateKeyFile = key.PrivateKeyPath;
        }).HttpClient.AddHttpMessageHandler(() => new RoundTripHandler(roundTrip));
        var services = collection.BuildServiceProvider();
        return new BenchOrg(host, services, keys, roundTrip);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _host.DisposeAsync();
        _keys.Delete(recursive: true);
    }
}
