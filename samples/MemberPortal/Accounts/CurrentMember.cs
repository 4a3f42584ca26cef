using MemberPortal.Data;
using MemberPortal.Members;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Accounts;

/// <summary>The signed-in person's own record, read once a request.</summary>
internal sealed class CurrentMember(PortalDbContext context, IHttpContextAccessor http)
{
    private static readonly Func<PortalDbContext, Guid, CancellationToken, Task<Member?>> Find = EF.CompileAsyncQuery((PortalDbContext context, Guid id, CancellationToken _) =>
        context.Members.Include(member => member.Organization).FirstOrDefault(member => member.Id == id));

    private Member? _member;

    public async Task<Member?> FindAsync(CancellationToken cancellationToken = default)
    {
        if (_member is null && http.HttpContext?.User.FindMemberId() is { } id)
        {
            // One connection for all that the page will ask.
            await context.Database.OpenConnectionAsync(cancellationToken);
            _member = await Find(context, id, cancellationToken);
        }

        return _member;
    }
}
