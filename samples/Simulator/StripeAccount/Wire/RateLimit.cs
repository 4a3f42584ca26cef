using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>The limit of requests a second, in real time. Thread-safe.</summary>
internal sealed class RateLimit(StripeAccountOptions options)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _recent = [];

    /// <exception cref="StripeError">The limit is reached.</exception>
    public void Take()
    {
        if (options.RequestsPerSecond == 0)
            return;
        lock (_lock)
        {
            var now = Environment.TickCount64;
            while (_recent.TryPeek(out var oldest) && now - oldest >= 1000)
                _recent.Dequeue();
            if (_recent.Count >= options.RequestsPerSecond)
                throw Exceeded();
            _recent.Enqueue(now);
        }
    }

    public static StripeError Exceeded() => new(429, new JsonObject
    {
        ["code"] = "rate_limit",
        ["doc_url"] = "https://stripe.com/docs/error-codes/rate-limit",
        ["message"] = "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.",
        ["type"] = "invalid_request_error",
    })
    {
        Headers = new Dictionary<string, string> { ["Stripe-Should-Retry"] = "true", ["Stripe-Rate-Limited-Reason"] = "global-rate" },
    };
}
