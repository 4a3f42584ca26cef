namespace MemberPortal.Mail;

/// <summary>A mail that Development kept.</summary>
public sealed record CapturedMail(string Id, string To, string Subject, DateTimeOffset At, string MessageId, string Text, string? Html);
