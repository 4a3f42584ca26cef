using MemberPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Members;

/// <summary>Saves a profile. The mark for Salesforce goes with the very save.</summary>
internal sealed class ProfileEditor(PortalDbContext context)
{
    public async Task<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken = default) =>
        await context.Organizations.AsNoTracking().OrderBy(organization => organization.Name).ToListAsync(cancellationToken);

    /// <summary>Saves what is valid.</summary>
    /// <returns>What is wrong, by property (empty text for the whole); empty when it is saved.</returns>
    public async Task<Dictionary<string, string>> SaveAsync(Member member, ProfileInput input, CancellationToken cancellationToken = default)
    {
        var faults = input.Faults();
        var organization = input.OrganizationId is { } id ? await context.Organizations.FindAsync([id], cancellationToken) : null;
        if (input.OrganizationId is not null && organization is null)
            faults[nameof(input.OrganizationId)] = "Choose an organization from the list.";
        if (faults.Count > 0)
            return faults;

        if (input.Shown != ProfileInput.StampOf(member))
        {
            faults[""] = $"Your profile was changed elsewhere in the meantime. It now says {member.FirstName} {member.LastName}"
                + $"{(member.Organization is { } present ? $", {present.Name}" : "")}. What you typed is still below: save again if yours is right.";
            return faults;
        }

        member.FirstName = input.FirstName!.Trim();
        member.LastName = input.LastName!.Trim();
        member.Organization = organization;
        member.ProposedOrganization = string.IsNullOrWhiteSpace(input.ProposedOrganization) ? null : input.ProposedOrganization.Trim();
        await context.SaveChangesAsync(cancellationToken);
        return faults;
    }
}
