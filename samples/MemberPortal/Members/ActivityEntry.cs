namespace MemberPortal.Members;

/// <summary>One line of the activity feed.</summary>
/// <param name="At">When.</param>
/// <param name="When">The same in words: a payment has a day and no hour.</param>
/// <param name="Words">What.</param>
/// <param name="Href">Where more stands; null for nowhere.</param>
public sealed record ActivityEntry(DateTimeOffset At, string When, string Words, string? Href);
