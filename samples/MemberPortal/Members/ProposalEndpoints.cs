using MemberPortal.Accounts;
using MemberPortal.Data;
using MemberPortal.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Members;

/// <summary>What the office does with kitchens that members proposed.</summary>
internal static class ProposalEndpoints
{
    public static IEndpointRouteBuilder MapProposals(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/staff/proposals", DecideAsync).RequireAuthorization(Policies.Staff);
        return endpoints;
    }

    private static async Task<IResult> DecideAsync([FromForm] Guid member, [FromForm] bool add, PortalDbContext context, Audit audit)
    {
        if (await context.Members.FirstOrDefaultAsync(row => row.Id == member) is not { ProposedOrganization: { } name } proposer)
            return Results.LocalRedirect("/staff");

        if (add)
        {
            var known = (await context.Organizations.ToListAsync()).FirstOrDefault(organization => string.Equals(organization.Name, name, StringComparison.OrdinalIgnoreCase));
            proposer.Organization = known ?? context.Add(new Organization { Name = name }).Entity;
        }

        proposer.ProposedOrganization = null;
        audit.Add(add ? "organization.added" : "organization.declined", member.ToString());
        await context.SaveChangesAsync();
        return Results.LocalRedirect("/staff");
    }
}
