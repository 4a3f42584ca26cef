using System.Net.Http.Headers;
using System.Text;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Webhooks;

/// <summary>
/// Sends pending deliveries: one at a time to each endpoint, in the order of their events, again with growing pauses until a 2xx. It goes
/// by real time, because the receiver checks the signature's time against its own clock.
/// </summary>
internal sealed class DeliveryWorker : BackgroundService
{
    private readonly AccountState _state;
    private readonly StripeAccountOptions _options;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TimeProvider _real = TimeProvider.System;

    public DeliveryWorker(AccountState state, StripeAccountOptions options)
    {
        (_state, _options) = (state, options);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = options.DeliveryTimeout };
        state.Committed += Wake;
    }

    public override void Dispose()
    {
        _state.Committed -= Wake;
        _http.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var (due, wait) = await ClaimAsync(stoppingToken);
                if (due.Count == 0)
                {
                    await _wake.WaitAsync(wait, stoppingToken);
                    continue;
                }
                await _state.FlushAsync();
                await Task.WhenAll(due.Select(attempt => AttemptAsync(attempt, stoppingToken)));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is pending stays pending in the store.
        }
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }

    private async Task<(List<Attempt> Due, TimeSpan Wait)> ClaimAsync(CancellationToken cancellationToken)
    {
        await _state.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = _real.GetUtcNow().ToUnixTimeMilliseconds();
            var pending = _state.PendingDeliveries;
            var due = pending.Where(doc => doc.Body.Amount("next_attempt") <= now)
                .OrderBy(doc => doc.Body.Amount("place")).ThenBy(doc => doc.Sequence)
                .GroupBy(doc => doc.Body.Text("endpoint")).Select(group => group.First())
                .Select(Prepare).OfType<Attempt>().ToList();
            var next = pending.Select(doc => doc.Body.Amount("next_attempt")).Where(at => at > now).DefaultIfEmpty(now + 60_000).Min();
            return (due, TimeSpan.FromMilliseconds(Math.Clamp(next - now, 1, 60_000)));
        }
        finally
        {
            _state.Gate.Release();
        }
    }

    private Attempt? Prepare(Doc delivery)
    {
        var told = _state.Find(delivery.Body.Required("event"));
        var endpoint = _state.Find(delivery.Body.Required("endpoint"));
        if (told is null || endpoint is null || endpoint.Body.Text("status") != "enabled")
        {
            var work = new Work(_state, _options, _real.GetUtcNow());
            Delivery.Drop(work.Find(Delivery.Kind, delivery.Id)!);
            work.Commit();
            return null;
        }
        return new Attempt(delivery.Id, endpoint.Body.Required("url"), [endpoint.Hidden.Required("secret"), .. endpoint.Hidden.Texts("old_secrets")], told.Body.ToJsonString(Answer.Written));
    }

    private async Task AttemptAsync(Attempt attempt, CancellationToken cancellationToken)
    {
        int? status = null;
        string? error = null;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, attempt.Url);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(attempt.Payload));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            request.Headers.TryAddWithoutValidation("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
            request.Headers.TryAddWithoutValidation("Stripe-Signature", WebhookSignature.Sign(attempt.Payload, _real.GetUtcNow(), attempt.Secrets));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or UriFormatException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            error = exception is OperationCanceledException ? "The endpoint did not answer in time." : exception.Message;
        }
        await SettleAsync(attempt.Delivery, status, error);
    }

    private async Task SettleAsync(string id, int? status, string? error)
    {
        await _state.Gate.WaitAsync(CancellationToken.None);
        try
        {
            var now = _real.GetUtcNow();
            var work = new Work(_state, _options, now);
            if (work.Find(Delivery.Kind, id) is not { } delivery)
                return;
            var attempts = (int)delivery.Amount("attempts") + 1;
            delivery["attempts"] = attempts;
            delivery["last_status"] = status;
            delivery["last_error"] = error;
            if (status is >= 200 and < 300)
            {
                // Dropped in the meantime or not: the endpoint has it.
                delivery["status"] = "delivered";
                if (work.Find("event", delivery.Text("event")) is { } told && !delivery.Flag("duplicate"))
                    told["pending_webhooks"] = Math.Max(0, told.Amount("pending_webhooks") - 1);
            }
            else if (delivery.Text("status") == "pending")
            {
                delivery["next_attempt"] = (now + _options.DeliveryBackOff[Math.Min(attempts, _options.DeliveryBackOff.Count) - 1]).ToUnixTimeMilliseconds();
            }
            work.Commit();
        }
        finally
        {
            _state.Gate.Release();
        }
    }

    private sealed record Attempt(string Delivery, string Url, string[] Secrets, string Payload);
}
