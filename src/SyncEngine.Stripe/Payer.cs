namespace SyncEngine.Stripe;

/// <summary>A payer as the site knows them.</summary>
/// <param name="Name">A person's or an organisation's name.</param>
/// <param name="Email">Where mails go; null for nowhere.</param>
/// <param name="OrganizationId">For a person: the organisation they belong to; for an organisation its own id; null for none.</param>
public sealed record Payer(string Name, string? Email, Guid? OrganizationId);
