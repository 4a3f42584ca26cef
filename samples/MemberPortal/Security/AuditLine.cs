namespace MemberPortal.Security;

/// <summary>An entry of the audit trail as it is read.</summary>
public sealed record AuditLine(Guid Id, DateTimeOffset At, string Action, string? Who, string? Subject);
