using System.Text.Json;

namespace Connector.Stripe.Webhooks;

/// <summary>Reads an event of any API version, snapshot or thin. Pure; no exception for any input.</summary>
public static class WebhookEnvelopeParser
{
    /// <summary>The deepest nesting that is read; Stripe's own objects stay far below.</summary>
    public const int MaxDepth = 64;

    // Leaves room for "stripe:checkout.session:" in a work key.
    private const int MaxIdLength = 150;
    private const int MaxTypeLength = 100;

    /// <summary>Reads the envelope.</summary>
    /// <param name="body">The body.</param>
    /// <param name="envelope">What it says.</param>
    /// <param name="fault">Otherwise why it is no event, in plain words.</param>
    public static bool TryParse(ReadOnlyMemory<byte> body, out WebhookEnvelope? envelope, out string? fault)
    {
        (envelope, fault) = (null, null);
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
            envelope = Read(document.RootElement, ref fault);
        }
        catch (JsonException)
        {
            fault = $"the body is not JSON, or is nested deeper than {MaxDepth}";
        }

        return envelope is not null;
    }

    private static WebhookEnvelope? Read(JsonElement root, ref string? fault)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            fault = "the body is not a JSON object";
            return null;
        }

        var thin = Text(root, "object") == "v2.core.event";
        if (!thin && Text(root, "object") != "event")
        {
            fault = "the body is not a Stripe event";
            return null;
        }

        if (Id(root, "id") is not { } id)
        {
            fault = "the event has no id";
            return null;
        }

        if (Text(root, "type") is not { Length: > 0 and <= MaxTypeLength } type || !IsPlain(type))
        {
            fault = "the event has no type";
            return null;
        }

        return thin ? Thin(root, id, type) : Snapshot(root, id, type);
    }

    private static WebhookEnvelope Snapshot(JsonElement root, string id, string type)
    {
        var subject = Member(Member(root, "data"), "object");
        var objectType = Text(subject, "object");
        var objectId = Id(subject, "id");
        return new WebhookEnvelope
        {
            Id = id,
            Type = type,
            ApiVersion = Text(root, "api_version"),
            Created = Seconds(root, "created"),
            LiveMode = Flag(root, "livemode"),
            Account = Id(root, "account"),
            ObjectType = objectType is { Length: <= MaxTypeLength } && IsPlain(objectType) ? objectType : null,
            ObjectId = objectId,
            CustomerId = objectType == "customer" ? objectId : Reference(subject, "customer"),
        };
    }

    private static WebhookEnvelope Thin(JsonElement root, string id, string type)
    {
        var related = Member(root, "related_object");
        var objectType = Text(related, "type");
        var objectId = Id(related, "id");
        return new WebhookEnvelope
        {
            Id = id,
            Type = type.StartsWith("v1.", StringComparison.Ordinal) ? type[3..] : type,
            Created = Moment(root, "created"),
            LiveMode = Flag(root, "livemode"),
            Account = Id(root, "context"),
            ObjectType = objectType is { Length: <= MaxTypeLength } && IsPlain(objectType) ? objectType : null,
            ObjectId = objectId,
            CustomerId = objectType == "customer" ? objectId : null,
            IsThin = true,
        };
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name)
    {
        var member = Member(element, name);
        if (member.ValueKind != JsonValueKind.String)
            return null;

        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped lone surrogate: JSON by the letter, and no text.
            return null;
        }
    }

    private static bool? Flag(JsonElement element, string name) => Member(element, name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string? Id(JsonElement element, string name) =>
        Text(element, name) is { Length: > 0 and <= MaxIdLength } id && IsPlain(id) ? id : null;

    // A reference is an id, or the object itself where the sender expanded it.
    private static string? Reference(JsonElement element, string name) => Id(element, name) ?? Id(Member(element, name), "id");

    private static DateTimeOffset Seconds(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var seconds) && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.UnixEpoch;

    private static DateTimeOffset Moment(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } member && member.TryGetDateTimeOffset(out var moment) ? moment : Seconds(element, name);

    private static bool IsPlain(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');
}
