using MemberPortal.Accounts;
using MemberPortal.Data;
using MemberPortal.Members;
using MemberPortal.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Office;

/// <summary>
/// What the office does with members, organizations and its own people's roles. Each save carries its audit entry and its mark for Salesforce in one commit.
/// </summary>
internal sealed class OfficeDesk(PortalDbContext context, UserManager<PortalUser> users, Audit audit)
{
    /// <summary>Adds a member, or saves one.</summary>
    /// <returns>What is wrong, by property (empty text for the whole), and whether a new address waits for its owner's confirmation.</returns>
    public async Task<(Dictionary<string, string> Faults, bool WaitsForOwner)> SaveAsync(Member member, bool isNew, MemberInput input)
    {
        var faults = input.Faults();
        if (input.OrganizationId is { } id && await context.Organizations.FindAsync(id) is null)
            faults[nameof(input.OrganizationId)] = "Choose an organization from the list.";
        var email = input.Email?.Trim() ?? "";
        if (!faults.ContainsKey(nameof(input.Email)) && await context.Members.AnyAsync(other => other.Id != member.Id && other.Email == email))
            faults[nameof(input.Email)] = "Another member has this address.";
        if (faults.Count == 0 && !isNew && input.Shown != MemberInput.StampOf(member))
            faults[""] = "The record was changed elsewhere in the meantime. What you typed is still below: save again if yours is right.";
        if (faults.Count > 0)
            return (faults, false);

        // An address is a sign-in: where there is one, its owner confirms a new address.
        var owner = isNew ? null : await context.Users.FirstOrDefaultAsync(user => user.MemberId == member.Id);
        var waits = owner is not null && !string.Equals(member.Email, email, StringComparison.OrdinalIgnoreCase);
        if (waits)
            owner!.OfficeEmail = email;
        else
            member.Email = email;
        member.FirstName = input.FirstName!.Trim();
        member.LastName = input.LastName!.Trim();
        member.OrganizationId = input.OrganizationId;
        if (isNew)
            context.Add(member);
        audit.Add(isNew ? "member.added" : "member.changed", member.Id.ToString());
        await context.SaveChangesAsync();
        return (faults, waits);
    }

    /// <summary>Adds an organization, or saves one.</summary>
    /// <returns>What is wrong, by property (empty text for the whole); empty when it is saved.</returns>
    public async Task<Dictionary<string, string>> SaveAsync(Organization organization, bool isNew, OrganizationInput input)
    {
        var faults = input.Faults();
        var name = input.Name?.Trim() ?? "";
        if (!faults.ContainsKey(nameof(input.Name)) && await context.Organizations.AnyAsync(other => other.Id != organization.Id && other.Name == name))
            faults[nameof(input.Name)] = "Another organization has this name.";
        if (input.ContactId is { } contact && !await context.Members.AnyAsync(member => member.Id == contact && member.OrganizationId == organization.Id))
            faults[nameof(input.ContactId)] = "Choose one of its people.";
        if (faults.Count == 0 && !isNew && input.Shown != OrganizationInput.StampOf(organization))
            faults[""] = "The record was changed elsewhere in the meantime. What you typed is still below: save again if yours is right.";
        if (faults.Count > 0)
            return faults;

        organization.Name = name;
        organization.Domain = Text(input.Domain)?.ToLowerInvariant();
        organization.Email = Text(input.Email);
        organization.ContactId = input.ContactId;
        if (isNew)
            context.Add(organization);
        audit.Add(isNew ? "organization.added" : "organization.changed", organization.Id.ToString());
        await context.SaveChangesAsync();
        return faults;
    }

    /// <summary>Who has a role, by name.</summary>
    public async Task<IReadOnlyList<(PortalUser User, IReadOnlyList<string> Roles)>> PeopleAsync() =>
    [
        .. (await (from user in context.Users.AsNoTracking()
                   join link in context.UserRoles on user.Id equals link.UserId
                   join role in context.Roles on link.RoleId equals role.Id
                   select new { User = user, Role = role.Name! }).ToListAsync())
            .GroupBy(row => row.User.Id).Select(rows => (rows.First().User, (IReadOnlyList<string>)[.. rows.Select(row => row.Role).Order(StringComparer.Ordinal)])).OrderBy(row => row.User.DisplayName, StringComparer.CurrentCulture),
    ];

    /// <summary>Gives a role to somebody who has an account; they are asked for a second step at the next sign-in.</summary>
    /// <returns>What is wrong; null when it is given.</returns>
    public async Task<string?> GiveAsync(string? email, string? role)
    {
        if (role is null || !Roles.All.Contains(role))
            return "Choose a role.";
        if (string.IsNullOrWhiteSpace(email) || await users.FindByEmailAsync(email.Trim()) is not { EmailConfirmed: true } user)
            return "Nobody has confirmed an account with this address. Ask them to join first.";
        if (await users.IsInRoleAsync(user, role))
            return "They have this role already.";

        audit.Add("role.given", $"{role} to {user.Id}");
        Check(await users.AddToRoleAsync(user, role));
        Check(await users.UpdateSecurityStampAsync(user));
        return null;
    }

    /// <summary>Takes a role away. Nobody takes their own admin role: somebody must be left who can give one.</summary>
    /// <returns>What is wrong; null when it is taken.</returns>
    public async Task<string?> TakeAsync(string? userId, string? role, string? self)
    {
        if (role is null || !Roles.All.Contains(role) || await users.FindByIdAsync(userId ?? "") is not { } user || !await users.IsInRoleAsync(user, role))
            return "They do not have this role any more.";
        if (role == Roles.Admin && user.Id.ToString() == self)
            return "You cannot take your own admin role. Another admin can.";

        audit.Add("role.taken", $"{role} from {user.Id}");
        Check(await users.RemoveFromRoleAsync(user, role));
        Check(await users.UpdateSecurityStampAsync(user));
        return null;
    }

    /// <summary>What is wrong with a required line of text; null when nothing is.</summary>
    internal static string? TextFault(string? text, int max, string what) =>
        string.IsNullOrWhiteSpace(text) ? $"Enter a {what}."
        : text.Trim().Length > max ? $"The {what} can have at most {max} characters."
        : text.Any(char.IsControl) ? $"The {what} has a character that cannot be stored."
        : null;

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(error => error.Code)));
    }
}
