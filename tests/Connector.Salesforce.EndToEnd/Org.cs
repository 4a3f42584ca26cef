using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Simulator;
using Simulator.SalesforceOrg;

namespace Connector.Salesforce.EndToEnd;

/// <summary>A simulated org over real HTTP on a free port, and the connector's real DI graph signed in to it by a key whose certificate the org trusts.</summary>
public sealed class Org : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _keys;

    private Org(SimulatorHost host, ServiceProvider services, DirectoryInfo keys, string keyFile, CallList calls)
    {
        (Host, _services, _keys, KeyFile, Calls) = (host, services, keys, keyFile, calls);
        Client = services.GetRequiredService<ISalesforceClient>();
    }

    public SimulatorHost Host { get; }

    public ISalesforceClient Client { get; }

    public IServiceProvider Services => _services;

    public string KeyFile { get; }

    public CallList Calls { get; }

    public static async Task<Org> StartAsync(Action<SimulatorOptions>? simulate = null, Action<SalesforceConnectorBuilder, SimulatorHost>? connect = null)
    {
        var keys = Directory.CreateTempSubdirectory("connector-end-to-end");
        var key = DevelopmentKey.LoadOrCreate(keys.FullName);
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", GrpcPort = null };
        options.Salesforce.Certificates.Add(key.CertificatePem);
        simulate?.Invoke(options);
        var host = await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken);
        var calls = new CallList();
        var collection = new ServiceCollection().AddSingleton<ISalesforceCallLog>(calls);
        var builder = collection.AddSalesforceConnector(salesforce =>
        {
            salesforce.LoginUrl = host.Address;
            salesforce.ClientId = SalesforceOrgOptions.DefaultConsumerKey;
            salesforce.Username = SalesforceOrgOptions.DefaultUsername;
            salesforce.PrivateKeyFile = key.PrivateKeyPath;
        });
        connect?.Invoke(builder, host);
        return new Org(host, collection.BuildServiceProvider(), keys, key.PrivateKeyPath, calls);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Host.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    public sealed class CallList : ISalesforceCallLog
    {
        private readonly List<SalesforceCallEntry> _entries = [];

        public IReadOnlyList<SalesforceCallEntry> Entries
        {
            get
            {
                lock (_entries)
                    return [.. _entries];
            }
        }

        public void Write(SalesforceCallEntry entry)
        {
            lock (_entries)
                _entries.Add(entry);
        }
    }
}
