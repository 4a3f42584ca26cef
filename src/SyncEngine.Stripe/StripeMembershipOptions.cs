using Connector.Stripe.Billing;

namespace SyncEngine.Stripe;

/// <summary>What an organisation decides about its memberships. Read from the section <c>Membership</c>; each fault stops the start and names its setting.</summary>
public sealed class StripeMembershipOptions
{
    /// <summary>The organisation's time zone, by its IANA name: renewal and payment dates are calendar dates in it. Default <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>How long after the end of the paid period somebody is still a member. Default 14 days.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The tiers and their Stripe prices: <c>Membership:Tiers:Professional = price_…</c>. Several tiers may not share a price.</summary>
    public IDictionary<string, string> Tiers { get; } = new Dictionary<string, string>();

    /// <summary>The words for the statuses in the member's record, where they differ from the default: <c>Membership:StatusNames:Current = active</c>.</summary>
    public IDictionary<MembershipStatus, string> StatusNames { get; } = new Dictionary<MembershipStatus, string>();

    /// <summary>What the organisation calls itself in its mails. Default <c>the organisation</c>.</summary>
    public string OrganizationName { get; set; } = "the organisation";

    /// <summary>Where notices of payments, refunds and disputes go; null for none.</summary>
    public string? AccountingEmail { get; set; }

    /// <summary>The page on which a member sees and repairs their membership; stands in the mails. Null for none.</summary>
    public Uri? MembershipUrl { get; set; }

    /// <summary>How old a payment may be when it is learnt and still be told by mail. Default 7 days: an account that is taken over mails nobody about its past.</summary>
    public TimeSpan MailMaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Set it when a back-up was restored, to the moment of the restoring: what happened before was told by the database that is no more,
    /// and is not told again. Null, the default, for never.
    /// </summary>
    public DateTimeOffset? RestoredAt { get; set; }

    /// <summary>How refunds and lost disputes show among the site's payments. Default: the payment itself changes.</summary>
    public ReversalStyle Reversals { get; set; } = ReversalStyle.ChangePayment;

    /// <summary>How many days before the paid period ends a member is reminded, each time once. Default 60, 30 and 7; empty for never.</summary>
    public IList<int> RenewalReminderDays { get; } = [];

    /// <summary>How many days after the paid period ended a member whose payment failed is told so, each time once. Default 0, 3, 7 and 12.</summary>
    public IList<int> PastDueNoticeDays { get; } = [];

    /// <summary>How many days before a card expires its owner is told, if it expires before the next payment; 0 for never. Default 30.</summary>
    public int CardExpiryNoticeDays { get; set; } = 30;

    /// <summary>False switches off reminders and past-due and card notices. Default true.</summary>
    public bool SendReminders { get; set; } = true;

    /// <summary>At what time of day, in the organisation's time zone, Stripe, facts and site are compared; null for never. Default 03:00.</summary>
    public TimeOnly? ReconcileAt { get; set; } = new TimeOnly(3, 0);

    /// <summary>How many days back the nightly comparison goes. Default 35.</summary>
    public int ReconcileDays { get; set; } = 35;

    /// <summary>How many rejected deliveries a source may send in a minute before it is turned away unread. Default 60.</summary>
    public int WebhookRejectionsPerSource { get; set; } = 60;

    /// <summary>The longest webhook body that is read, in bytes. Default 1 MiB; Stripe's own stay far below.</summary>
    public int MaxWebhookBytes { get; set; } = 1024 * 1024;

    /// <summary>The word for a status: the site's own, or else <c>paid</c> for a current membership and the status itself in small letters for any other.</summary>
    public string NameOf(MembershipStatus status) => StatusNames.TryGetValue(status, out var name) ? name : status switch
    {
        MembershipStatus.Current => "paid",
        MembershipStatus.PastDue => "past_due",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>The tier of a price; null when none has it.</summary>
    public string? TierOf(string? priceId) => priceId is null ? null : Tiers.Where(tier => tier.Value == priceId).Select(tier => tier.Key).FirstOrDefault();

    /// <summary>The rules as the pure functions want them.</summary>
    public MembershipRules ToRules() => new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone), Grace = Grace };
}
