using System.Text.Json.Nodes;
using Simulator.Faults;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>Words an injected error as Stripe does.</summary>
internal sealed class StripeFaultBody(AccountState state, StripeAccountOptions options, TimeProvider clock) : IFaultBody
{
    public bool Answers(PathString path) => path.StartsWithSegments("/v1");

    public async Task WriteAsync(HttpContext context, FaultRule rule)
    {
        var status = rule.Status ?? rule.Code switch { "rate_limit" => 429, "card_declined" => 402, "lock_timeout" => 429, "idempotency_key_in_use" => 409, _ => 500 };
        var error = status == 429 && rule.Code is null or "rate_limit" ? RateLimit.Exceeded() : new StripeError(status, Body(rule, status));
        var requestId = Ids.New("req_", 14);
        var answer = Answer.Of(error, requestId);
        if (rule.Kept)
            await RememberAsync(context, requestId, answer);
        context.Response.StatusCode = status;
        context.Response.Headers["Request-Id"] = requestId;
        foreach (var (name, value) in error.Headers)
            context.Response.Headers[name] = value;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task RememberAsync(HttpContext context, string requestId, Answer answer)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        var key = context.Request.Headers["Idempotency-Key"].FirstOrDefault();
        var fingerprint = Idempotency.Fingerprint(method, path, await ApiEndpoint.ReadAsync(context));
        await state.Gate.WaitAsync(context.RequestAborted);
        try
        {
            var work = new Work(state, options, clock.GetUtcNow());
            Idempotency.Remember(work, method == "GET" ? null : key, fingerprint, requestId, answer, clock.GetUtcNow());
            work.Commit();
        }
        finally
        {
            state.Gate.Release();
        }
    }

    private static JsonObject Body(FaultRule rule, int status)
    {
        var body = new JsonObject();
        if (rule.Code is not null)
            body["code"] = rule.Code;
        body["message"] = rule.Message ?? (status >= 500 ? "An error occurred internally with Stripe." : "The simulator was told to refuse this.");
        body["type"] = status switch { 402 => "card_error", >= 500 => "api_error", 409 => "idempotency_error", _ => "invalid_request_error" };
        return body;
    }
}
