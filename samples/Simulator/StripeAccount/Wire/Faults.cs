using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>
/// What goes wrong on request: the rate limit, and faults ordered through the control API for the next requests. They are forgotten at a
/// restart. Thread-safe.
/// </summary>
internal sealed class Faults(StripeAccountOptions options)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _recent = [];
    private readonly Queue<(int Status, bool Drop)> _ordered = [];

    /// <summary>The next requests get this status; 0 closes their connection unanswered.</summary>
    public void Order(int status, int times)
    {
        lock (_lock)
            for (var i = 0; i < times; i++)
                _ordered.Enqueue((status, status == 0));
    }

    public void Clear()
    {
        lock (_lock)
            _ordered.Clear();
    }

    public Task MeetAsync(HttpContext context)
    {
        lock (_lock)
        {
            if (_ordered.TryDequeue(out var fault))
            {
                if (fault.Drop)
                {
                    context.Abort();
                    context.RequestAborted.ThrowIfCancellationRequested();
                }
                throw fault.Status == 429 ? RateLimited() : Broken(fault.Status);
            }
            if (options.RequestsPerSecond > 0)
            {
                var now = Environment.TickCount64;
                while (_recent.TryPeek(out var oldest) && now - oldest >= 1000)
                    _recent.Dequeue();
                if (_recent.Count >= options.RequestsPerSecond)
                    throw RateLimited();
                _recent.Enqueue(now);
            }
        }
        return Task.CompletedTask;
    }

    private static StripeError RateLimited() => new(429, new JsonObject
    {
        ["code"] = "rate_limit",
        ["doc_url"] = "https://stripe.com/docs/error-codes/rate-limit",
        ["message"] = "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
        ["type"] = "invalid_request_error",
    })
    {
        Headers = new Dictionary<string, string> { ["Stripe-Should-Retry"] = "true", ["Stripe-Rate-Limited-Reason"] = "global-rate" },
    };

    private static StripeError Broken(int status) => new(status, new JsonObject
    {
        ["message"] = "An error occurred internally with Stripe.",
        ["type"] = "api_error",
    });
}
