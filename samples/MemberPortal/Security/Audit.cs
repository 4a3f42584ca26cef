using System.Security.Claims;
using MemberPortal.Data;

namespace MemberPortal.Security;

/// <summary>Writes the audit trail.</summary>
internal sealed class Audit(PortalDbContext context, IHttpContextAccessor http, TimeProvider time)
{
    /// <summary>Adds an entry to what the caller is about to save.</summary>
    public void Add(string action, string? subject = null, Guid? userId = null) =>
        context.Add(new AuditEntry { At = time.GetUtcNow(), Action = action, Subject = subject, UserId = userId ?? CurrentUser });

    /// <summary>Adds an entry and saves it at once.</summary>
    public Task WriteAsync(string action, string? subject = null, Guid? userId = null)
    {
        Add(action, subject, userId);
        return context.SaveChangesAsync();
    }

    private Guid? CurrentUser => Guid.TryParse(http.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
