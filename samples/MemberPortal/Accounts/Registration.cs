using MemberPortal.Data;
using MemberPortal.Members;
using MemberPortal.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Accounts;

/// <summary>Joining, resetting a password, changing the address. Nobody learns from an answer who has an account: what differs goes by mail.</summary>
internal sealed class Registration(UserManager<PortalUser> users, PortalDbContext context, AccountMails mails, Invitations invitations, Audit audit)
{
    /// <returns>What is wrong, by property; empty when a mail is on its way.</returns>
    public async Task<Dictionary<string, string>> RegisterAsync(RegisterInput input)
    {
        var faults = input.Faults();
        var email = input.Email?.Trim() ?? "";
        var user = new PortalUser { UserName = email, Email = email };
        if (await PasswordFaultAsync(user, input.Password ?? "") is { } fault)
            faults.TryAdd(nameof(input.Password), fault);
        if (faults.Count > 0)
            return faults;

        var known = await users.FindByEmailAsync(email);
        if (known is { EmailConfirmed: true })
        {
            // The same work as for a new person, so that the clock tells nothing either.
            users.PasswordHasher.HashPassword(known, input.Password!);
            await mails.AlreadyRegisteredAsync(known);
            return faults;
        }

        user = known ?? user;
        user.PendingFirstName = input.FirstName!.Trim();
        user.PendingLastName = input.LastName!.Trim();
        user.InvitedBy = invitations.Open(input.Invitation) is { } invited && string.Equals(invited.Email, email, StringComparison.OrdinalIgnoreCase) ? invited.OrganizationId : null;
        user.DisplayName = $"{user.PendingFirstName} {user.PendingLastName}";
        user.PasswordHash = users.PasswordHasher.HashPassword(user, input.Password!);
        if (known is null)
            Check(await users.CreateAsync(user));
        else
            Check(await users.UpdateSecurityStampAsync(user));
        await mails.ConfirmAsync(user, await users.GenerateEmailConfirmationTokenAsync(user));
        return faults;
    }

    /// <summary>Confirms the address; the person's record is made, or the one that waits under this address is theirs.</summary>
    /// <returns>False when the link is spent, too old, or not whole.</returns>
    public async Task<bool> ConfirmAsync(string? userId, string? token)
    {
        if (string.IsNullOrEmpty(userId) || string.IsNullOrEmpty(token) || await users.FindByIdAsync(userId) is not { } user)
            return false;
        if (user.EmailConfirmed)
            return true;
        if (!await users.VerifyUserTokenAsync(user, users.Options.Tokens.EmailConfirmationTokenProvider, UserManager<PortalUser>.ConfirmEmailTokenPurpose, token))
            return false;

        var member = await context.Members.FirstOrDefaultAsync(row => row.Email == user.Email);
        if (member is null)
        {
            member = new Member { FirstName = user.PendingFirstName ?? "", LastName = user.PendingLastName ?? "", Email = user.Email! };
            context.Add(member);
        }

        if (user.InvitedBy is { } kitchen && await context.Organizations.FindAsync(kitchen) is not null)
            member.OrganizationId = kitchen;

        // Confirmation, link and record in one commit.
        user.EmailConfirmed = true;
        user.MemberId = member.Id;
        user.PendingFirstName = user.PendingLastName = null;
        user.InvitedBy = null;
        Check(await users.UpdateAsync(user));
        return true;
    }

    public async Task ForgotAsync(string? email)
    {
        if (!string.IsNullOrWhiteSpace(email) && await users.FindByEmailAsync(email.Trim()) is { EmailConfirmed: true } user)
            await mails.ResetAsync(user, await users.GeneratePasswordResetTokenAsync(user));
    }

    /// <returns>What is wrong; null when the new password is set.</returns>
    public async Task<string?> ResetAsync(string? userId, string? token, string? password)
    {
        if (string.IsNullOrEmpty(userId) || string.IsNullOrEmpty(token) || await users.FindByIdAsync(userId) is not { } user)
            return "The link is not whole, too old, or was used before. Ask for a new one.";
        if (await PasswordFaultAsync(user, password ?? "") is { } fault)
            return fault;
        if (!(await users.ResetPasswordAsync(user, token, password!)).Succeeded)
            return "The link is not whole, too old, or was used before. Ask for a new one.";

        await audit.WriteAsync("password.reset", userId: user.Id);

        // Who proves the mailbox need not wait for a lock-out to pass.
        await users.SetLockoutEndDateAsync(user, null);
        await users.ResetAccessFailedCountAsync(user);
        return null;
    }

    /// <returns>What is wrong; null when a mail is on its way.</returns>
    public async Task<string?> AskNewAddressAsync(PortalUser user, string? email)
    {
        if (RegisterInput.EmailFault(email) is { } fault)
            return fault;
        var address = email!.Trim();
        if (await users.FindByEmailAsync(address) is null && !await context.Members.AnyAsync(row => row.Email == address))
            await mails.ConfirmNewAddressAsync(user, address, await users.GenerateChangeEmailTokenAsync(user, address));
        return null;
    }

    /// <summary>The new address becomes the sign-in and the record's, in one commit; the mark for Salesforce goes with it.</summary>
    public async Task<bool> ChangeAddressAsync(string? userId, string? email, string? token)
    {
        if (string.IsNullOrEmpty(userId) || string.IsNullOrEmpty(email) || string.IsNullOrEmpty(token) || await users.FindByIdAsync(userId) is not { } user)
            return false;
        var former = user.Email!;
        if (!await users.VerifyUserTokenAsync(user, users.Options.Tokens.ChangeEmailTokenProvider, UserManager<PortalUser>.GetChangeEmailTokenPurpose(email), token)
            || await context.Members.AnyAsync(row => row.Email == email))
            return false;

        if (user.MemberId is { } id && await context.Members.FindAsync(id) is { } member)
            member.Email = email;
        user.UserName = email;
        user.OfficeEmail = null;
        audit.Add("email.changed", userId: user.Id);
        if (!(await users.ChangeEmailAsync(user, email, token)).Succeeded)
            return false;
        await mails.AddressChangedAsync(former, $"{user.Id}:{user.SecurityStamp}");
        return true;
    }

    private async Task<string?> PasswordFaultAsync(PortalUser user, string password)
    {
        foreach (var validator in users.PasswordValidators)
        {
            var result = await validator.ValidateAsync(users, user, password);
            if (!result.Succeeded)
                return $"Choose a password of at least {users.Options.Password.RequiredLength} characters, not all alike. A few words in a row are good.";
        }

        return null;
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException($"The account could not be saved: {string.Join(" ", result.Errors.Select(error => error.Code))}");
    }
}
