using MemberPortal.Data;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Accounts;

/// <summary>The signed-in person's own record, read once a request.</summary>
internal sealed class CurrentMember(PortalDbContext context, IHttpContextAccessor http)
{
    private Member? _member;

    public async Task<Member?> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_member is null && http.HttpContext?.User.FindMemberId() is { } id)
            _member = await context.Members.Include(member => member.Organization).FirstOrDefaultAsync(member => member.Id == id, cancellationToken);
        return _member;
    }
}
