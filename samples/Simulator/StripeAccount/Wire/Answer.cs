using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>An answer of the API, ready to send and to replay.</summary>
internal sealed record Answer(int Status, string Body, string? ReplayOf = null)
{
    /// <summary>Stripe's JSON is indented and leaves letters as they are.</summary>
    public static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Of(StripeError error, string requestId)
    {
        var body = (JsonObject)error.Body.DeepClone();
        body["request_log_url"] = $"https://dashboard.stripe.com/test/logs/{requestId}";
        return new Answer(error.Status, new JsonObject { ["error"] = body }.ToJsonString(Written));
    }
}
