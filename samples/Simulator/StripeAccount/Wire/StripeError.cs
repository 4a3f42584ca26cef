using System.Text.Json.Nodes;

namespace Simulator.StripeAccount.Wire;

/// <summary>An error that the API answers in Stripe's form.</summary>
internal sealed class StripeError(int status, JsonObject body) : Exception(body["message"]?.ToString())
{
    public int Status { get; } = status;

    /// <summary>The value of <c>error</c> in the answer.</summary>
    public JsonObject Body { get; } = body;

    /// <summary>True where the work done up to the error stays: a declined payment leaves its traces.</summary>
    public bool KeepsWork { get; init; }

    /// <summary>Headers that go with the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static StripeError Invalid(string message, string? param = null, string? code = null, int status = 400)
    {
        var body = new JsonObject();
        if (code is not null)
        {
            body["code"] = code;
            body["doc_url"] = $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}";
        }
        body["message"] = message;
        if (param is not null)
            body["param"] = param;
        body["type"] = "invalid_request_error";
        return new StripeError(status, body);
    }

    public static StripeError Missing(string label, string id, string param) =>
        Invalid($"No such {label}: '{id}'", param, "resource_missing", param == "id" ? 404 : 400);

    public static StripeError MissingParameter(string param) => Invalid($"Missing required param: {param}.", param, "parameter_missing");

    /// <summary>400 and not 501: clients try a 5xx again.</summary>
    public static StripeError NotModelled(string what, string? param = null) =>
        Invalid($"{what} is not modelled by this simulator of Stripe.", param, "not_modelled");

    public static StripeError Card(string code, string? declineCode, string message, JsonObject? extra = null)
    {
        var body = new JsonObject { ["code"] = code };
        if (declineCode is not null)
            body["decline_code"] = declineCode;
        body["doc_url"] = $"https://stripe.com/docs/error-codes/{code.Replace('_', '-')}";
        body["message"] = message;
        body["type"] = "card_error";
        if (extra is not null)
            foreach (var (name, value) in extra)
                body[name] = value?.DeepClone();
        return new StripeError(402, body) { KeepsWork = true };
    }
}
