namespace SyncEngine.Stripe.Webhooks;

/// <summary>An event as it stands in the inbox.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What happened.</param>
/// <param name="ApiVersion">The version it is written in.</param>
/// <param name="ObjectType">What it is about.</param>
/// <param name="ObjectId">Which one.</param>
/// <param name="CustomerId">Whose, where it says so.</param>
/// <param name="CreatedAt">When Stripe made it.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why it is ignored or quarantined.</param>
/// <param name="Body">The event as it came.</param>
public sealed record StoredWebhook(
    string Id, string Type, string? ApiVersion, string? ObjectType, string? ObjectId, string? CustomerId,
    DateTimeOffset CreatedAt, DateTimeOffset ReceivedAt, WebhookState State, string? Reason, string Body);
