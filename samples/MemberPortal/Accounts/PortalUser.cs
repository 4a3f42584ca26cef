using MemberPortal.Members;
using Microsoft.AspNetCore.Identity;

namespace MemberPortal.Accounts;

/// <summary>A sign-in. A member's is linked with their record; the office's people have none.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    public PortalUser() => Id = Guid.CreateVersion7();

    public string DisplayName { get; set; } = "";

    public Guid? MemberId { get; set; }

    public Member? Member { get; set; }

    /// <summary>What a new person said of themselves. It becomes a member's record, and reaches Salesforce, only once their address is confirmed.</summary>
    public string? PendingFirstName { get; set; }

    /// <inheritdoc cref="PendingFirstName"/>
    public string? PendingLastName { get; set; }

    /// <summary>The kitchen that invited them; it becomes theirs with the confirmation.</summary>
    public Guid? InvitedBy { get; set; }

    /// <summary>The address that the office has for them in Salesforce, while it is another and not confirmed.</summary>
    public string? OfficeEmail { get; set; }

    /// <summary>Since when they agree to news by mail; null when they do not.</summary>
    public DateTimeOffset? NewsConsentAt { get; set; }
}
