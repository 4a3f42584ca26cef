namespace Connector.Stripe.Billing;

/// <summary>What an organisation decides for itself about membership.</summary>
public sealed record MembershipRules
{
    /// <summary>The organisation's time zone: calendar dates are in it.</summary>
    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>How long after the end of the paid period somebody is still a member. Default 14 days.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(14);
}
