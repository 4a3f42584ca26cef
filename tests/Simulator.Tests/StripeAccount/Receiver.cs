using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>A site that takes webhooks, verifying each with Stripe.net.</summary>
public sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "whsec_tests";
    private readonly WebApplication _app;

    private Receiver(WebApplication app) =>
        (_app, Url) = (app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/webhooks/stripe");

    public string Url { get; }

    /// <summary>What came and could be verified, in the order of arrival; duplicates too.</summary>
    public ConcurrentQueue<Event> Events { get; } = [];

    /// <summary>Why deliveries were refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>The status that the next deliveries get; 200 once it is empty.</summary>
    public ConcurrentQueue<int> Statuses { get; } = [];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        Receiver? receiver = null;
        app.MapPost("/webhooks/stripe", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            try
            {
                var told = EventUtility.ConstructEvent(body, context.Request.Headers["Stripe-Signature"], Secret);
                if (receiver!.Statuses.TryDequeue(out var status) && status != 200)
                    return Results.StatusCode(status);
                receiver.Events.Enqueue(told);
                return Results.Ok();
            }
            catch (StripeException exception)
            {
                receiver!.Refused.Enqueue(exception.Message);
                return Results.BadRequest();
            }
        });
        await app.StartAsync();
        return receiver = new Receiver(app);
    }

    /// <summary>Waits until that many events came.</summary>
    public async Task<List<Event>> WaitAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Events.Count < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }
        return [.. Events];
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
