using System.Security.Claims;

namespace MemberPortal.Accounts;

internal static class PortalClaims
{
    public const string MemberId = "member_id";
    public const string DisplayName = "display_name";

    public static Guid? FindMemberId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(MemberId), out var id) ? id : null;

    public static bool IsOffice(this ClaimsPrincipal principal) => principal.IsInRole(Roles.Staff) || principal.IsInRole(Roles.Admin);
}
