namespace MemberPortal.Community;

/// <summary>A member's question to the office, and what was said about it.</summary>
public sealed class Ticket
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid MemberId { get; init; }

    public Members.Member? Member { get; init; }

    public required string Subject { get; init; }

    public bool IsOpen { get; set; } = true;

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>When the office last said something; null when it has not yet.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }

    public List<TicketMessage> Messages { get; init; } = [];
}
