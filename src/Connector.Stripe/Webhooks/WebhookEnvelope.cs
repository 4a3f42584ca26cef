namespace Connector.Stripe.Webhooks;

/// <summary>What we take from an event: which object of whom it is about. The object's contents are never trusted; they are read from Stripe.</summary>
public sealed record WebhookEnvelope
{
    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>What happened: <c>invoice.paid</c>. A thin event's prefix <c>v1.</c> is left out.</summary>
    public required string Type { get; init; }

    /// <summary>The API version in which the payload is written; null when it says none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>When it was made, in whole seconds: good for showing, not for ordering.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether real money is meant; null when a thin event does not say.</summary>
    public bool? LiveMode { get; init; }

    /// <summary>The connected account it came from; null for one's own.</summary>
    public string? Account { get; init; }

    /// <summary>The object's type: <c>invoice</c>, <c>checkout.session</c>; null when there is none.</summary>
    public string? ObjectType { get; init; }

    /// <summary>The object's id; null where it has none, as in <c>invoice.upcoming</c>.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The customer that the object names, or is; null where it names none, as a dispute.</summary>
    public string? CustomerId { get; init; }

    /// <summary>A thin event (v2): it carries no object, only a reference.</summary>
    public bool IsThin { get; init; }
}
