using System.Globalization;
using System.Text;
using MemberPortal.Accounts;
using MemberPortal.Data;
using MemberPortal.Hosting;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Security;

/// <summary>Reads the audit trail, newest first.</summary>
internal sealed class AuditReader(PortalDbContext context)
{
    public const int PageSize = 100;
    private const int MostExported = 50_000;

    public static IEndpointRouteBuilder Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/staff/audit.csv", async (AuditReader reader, Audit audit) =>
        {
            await audit.WriteAsync("audit.exported");
            return Results.File(Encoding.UTF8.GetBytes(await reader.ToCsvAsync()), "text/csv; charset=utf-8", "audit.csv");
        }).RequireAuthorization(Policies.Admin);
        return endpoints;
    }

    public async Task<IReadOnlyList<string>> ActionsAsync() => await context.AuditTrail.AsNoTracking().Select(entry => entry.Action).Distinct().OrderBy(action => action).ToListAsync();

    /// <param name="action">Only this; null or empty for everything.</param>
    /// <param name="before">The last entry of the page before; ids rise with time.</param>
    public async Task<IReadOnlyList<AuditLine>> ReadAsync(string? action, Guid? before)
    {
        var from = before is { } last ? await context.AuditTrail.AsNoTracking().FirstOrDefaultAsync(entry => entry.Id == last) : null;
        return await Lines(entry => (string.IsNullOrEmpty(action) || entry.Action == action) && (from == null || entry.At < from.At)).Take(PageSize).ToListAsync();
    }

    private async Task<string> ToCsvAsync()
    {
        var text = new StringBuilder("at,action,who,about\r\n");
        foreach (var line in await Lines(_ => true).Take(MostExported).ToListAsync())
            text.Append(CultureInfo.InvariantCulture, $"{line.At:O},{Csv.Field(line.Action)},{Csv.Field(line.Who)},{Csv.Field(line.Subject)}\r\n");
        return text.ToString();
    }

    private IQueryable<AuditLine> Lines(System.Linq.Expressions.Expression<Func<AuditEntry, bool>> which) =>
        from entry in context.AuditTrail.AsNoTracking().Where(which)
        join user in context.Users on entry.UserId equals user.Id into known
        from user in known.DefaultIfEmpty()
        orderby entry.At descending, entry.Id descending
        select new AuditLine(entry.Id, entry.At, entry.Action, user == null ? (entry.UserId == null ? null : "A deleted account") : user.DisplayName, entry.Subject);
}
