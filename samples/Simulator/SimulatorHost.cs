using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Simulator.Control;
using Simulator.Faults;
using Simulator.Log;
using Simulator.Pages;
using Simulator.SalesforceOrg;
using Simulator.Storage;
using Simulator.StripeAccount;

namespace Simulator;

/// <summary>
/// A running simulator. Several can run in one process; each has its own state, clock and ports. It logs nothing and installs no signal
/// handlers. Dispose it to stop.
/// </summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DocumentStore _store;

    private SimulatorHost(WebApplication app, DocumentStore store, SimulatorOptions options)
    {
        (_app, _store) = (app, store);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)))
            .ToList();
        Address = addresses[0];
        GrpcAddress = options.GrpcPort is null ? null : addresses[^1];
    }

    /// <summary>Where the simulator answers, with the port it really has.</summary>
    public Uri Address { get; }

    /// <summary>Where Pub/Sub answers; null when it is switched off.</summary>
    public Uri? GrpcAddress { get; }

    /// <summary>The simulator's services: its clock, its call log, its store, and those of the org and the account.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a simulator and returns once it answers.</summary>
    /// <exception cref="ArgumentException">A setting is missing or malformed; the message names it.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        var store = DocumentStore.Open(options.DataDirectory is { } folder ? Path.Combine(folder, "simulator.db") : null);
        WebApplication? app = null;
        try
        {
            app = Build(options, store);
            await app.StartAsync(cancellationToken);
            return new SimulatorHost(app, store, options);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static WebApplication Build(SimulatorOptions options, DocumentStore store)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SimulatorHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, options));
        builder.Services
            .AddRoutingCore()
            .AddSingleton<IHostLifetime, EmbeddedLifetime>()
            .AddSingleton(options)
            .AddSingleton(store)
            .AddSingleton<SimulatorClock>()
            .AddSingleton<TimeProvider>(services => services.GetRequiredService<SimulatorClock>())
            .AddSingleton(new CallLog(options.CallsKept))
            .AddSingleton<FaultRules>()
            .AddSingleton<LateCalls>()
            .AddSingleton<Reset>()
            .AddSalesforceOrg(options.Salesforce)
            .AddStripeAccount(options.Stripe)
            .AddGrpc();

        var app = builder.Build();
        app.UseMiddleware<CallLogMiddleware>();
        app.Use((context, next) =>
        {
            // Whatever an answer tells is durable before its first byte leaves.
            context.Response.OnStarting(store.FlushAsync);
            return next(context);
        });
        app.UseMiddleware<FaultMiddleware>();
        app.UseRouting();
        var rest = new Lazy<RequestDelegate>(() => PagesAndControl(app.Services));
        app.Use((context, next) => context.GetEndpoint() is null ? rest.Value(context) : next(context));
        app.MapSalesforceOrg();
        app.MapStripeApi();
        return app;
    }

    // A pipeline of its own, built when it is first asked for: compiling its sixty handlers takes longer than most tests.
    private static RequestDelegate PagesAndControl(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapPages();
            endpoints.MapControl();
            endpoints.MapStripePages();
        });
        return app.Build();
    }

    private static void Listen(KestrelServerOptions kestrel, SimulatorOptions options)
    {
        var url = new Uri(options.Url);
        kestrel.AddServerHeader = false;

        // A client that speaks TLS only comes through a proxy that ends it, and says https.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MaxRequestBodySize = 160 * 1024 * 1024;
        kestrel.Limits.MaxRequestLineSize = 128 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;

        // Kestrel takes no free port for "localhost", which is two addresses.
        if (url.Port == 0)
            kestrel.Listen(IPAddress.Loopback, 0);
        else if (url.Host == "localhost")
            kestrel.ListenLocalhost(url.Port);
        else if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
            kestrel.Listen(address, url.Port);
        else
            kestrel.ListenAnyIP(url.Port);

        if (options.GrpcPort is 0)
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        else if (options.GrpcPort is { } port)
            kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2);
    }
}
