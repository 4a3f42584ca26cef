using System.Collections.Concurrent;
using System.Net;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Events.Wire;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Salesforce.Events.Tests;

/// <summary>A Pub/Sub server that does what the test's script says, stream by stream, and the connector's real DI graph in front of it.</summary>
public sealed class FakePubSub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<ServiceProvider> _providers = [];
    private readonly ConcurrentQueue<Func<FakeStream, Task>> _script = new();
    private volatile Func<FakeStream, Task>? _last;

    private FakePubSub(WebApplication app) => _app = app;

    /// <summary>Starts at the real time: gRPC deadlines and the like are real.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public ConcurrentQueue<FakeStream> Streams { get; } = new();

    public ConcurrentDictionary<string, string> Schemas { get; } = new();

    public ConcurrentQueue<string> SchemaRequests { get; } = new();

    public FakeTokens Tokens { get; } = new();

    public static async Task<FakePubSub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<Holder>();
        var app = builder.Build();
        app.MapGrpcService<Service>();
        var fake = new FakePubSub(app);
        app.Services.GetRequiredService<Holder>().Fake = fake;
        await app.StartAsync();
        return fake;
    }

    /// <summary>
    /// What the next stream that is opened does. When the script is at its end a stream stays open in silence, or fails as the last one did: the reset that
    /// follows an early error can reach the client before the error does, and it asks once more then.
    /// </summary>
    public FakePubSub Then(Func<FakeStream, Task> stream)
    {
        _script.Enqueue(stream);
        return this;
    }

    public ISalesforceEvents Events(Action<SalesforceEventsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ISalesforceTokenEndpoint>(Tokens);
        services.AddSalesforceConnector(options => options.RetryDelay = TimeSpan.Zero).AddEvents(options =>
        {
            options.Endpoint = new Uri(_app.Urls.First());
            options.ReconnectDelay = TimeSpan.Zero;
            configure?.Invoke(options);
        });
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider.GetRequiredService<ISalesforceEvents>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
            await provider.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.Zero, TimeProvider.System);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    /// <summary>An error as Salesforce tells it: a status, and its own code in the trailers.</summary>
    public static RpcException Error(StatusCode status, string code) =>
        new(new Status(status, "detail"), new Grpc.Core.Metadata { { "error-code", $"sfdc.platform.eventbus.grpc.{code}" }, { "rpc-id", "rpc-7" } });

    internal sealed class Holder
    {
        public FakePubSub Fake { get; set; } = null!;
    }

    internal sealed class Service(Holder holder) : PubSub.PubSubBase
    {
        public override async Task Subscribe(IAsyncStreamReader<FetchRequest> requestStream, IServerStreamWriter<FetchResponse> responseStream, ServerCallContext context)
        {
            var fake = holder.Fake;
            await requestStream.MoveNext(context.CancellationToken);
            var stream = new FakeStream(requestStream.Current, responseStream, context);
            fake.Streams.Enqueue(stream);
            var reading = stream.ReadAsync(requestStream);
            try
            {
                if (fake._script.TryDequeue(out var step))
                    fake._last = null;
                step ??= fake._last ?? (static stream => stream.SilenceAsync());
                try
                {
                    await step(stream);
                }
                catch (RpcException)
                {
                    fake._last = step;
                    throw;
                }
            }
            finally
            {
                _ = reading.ContinueWith(static task => task.Exception, TaskScheduler.Default);
            }
        }

        public override Task<SchemaInfo> GetSchema(SchemaRequest request, ServerCallContext context)
        {
            holder.Fake.SchemaRequests.Enqueue(request.SchemaId);
            return holder.Fake.Schemas.TryGetValue(request.SchemaId, out var json)
                ? Task.FromResult(new SchemaInfo { SchemaId = request.SchemaId, SchemaJson = json })
                : throw new RpcException(new Status(StatusCode.Unavailable, "not now"));
        }
    }
}
