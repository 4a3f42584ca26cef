namespace MemberPortal.Security;

/// <summary>Something about security or privacy that happened. It names people by id only.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public DateTimeOffset At { get; init; }

    /// <summary>Who did it; null for a stranger.</summary>
    public Guid? UserId { get; init; }

    /// <summary>What was done, such as <c>sign-in.failed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what: a member's or document's id, a reason. No names, no addresses.</summary>
    public string? Subject { get; init; }
}
