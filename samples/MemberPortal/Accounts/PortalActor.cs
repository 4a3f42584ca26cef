using System.Security.Claims;
using SyncEngine;

namespace MemberPortal.Accounts;

/// <summary>The signed-in user is who the journal names.</summary>
internal sealed class PortalActor(IHttpContextAccessor http) : ISyncActor
{
    private ClaimsPrincipal? User => http.HttpContext?.User;

    public string? CurrentUserId => User?.FindFirstValue(ClaimTypes.NameIdentifier);

    public bool IsStaff => User?.IsOffice() ?? false;
}
