using SyncEngine.Stripe.Mails;

namespace SyncEngine.Stripe.Reminders;

/// <summary>Something to tell at a moment.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">By which it is told once.</param>
/// <param name="At">From when on.</param>
/// <param name="Until">Before when: after it the next one speaks, or it is too late to tell.</param>
internal sealed record Reminder(MembershipMailKind Kind, string Key, DateTimeOffset At, DateTimeOffset Until);
