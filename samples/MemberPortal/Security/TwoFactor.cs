using System.Security.Claims;
using MemberPortal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace MemberPortal.Security;

/// <summary>The second step of signing in: an authenticator app, with recovery codes for the day it is lost.</summary>
internal sealed class TwoFactor(UserManager<PortalUser> users, SignInManager<PortalUser> signIn, Audit audit)
{
    public const int RecoveryCodes = 10;

    /// <summary>The key to scan; made on first use, the same until it is confirmed.</summary>
    public async Task<string> KeyAsync(PortalUser user)
    {
        if (await users.GetAuthenticatorKeyAsync(user) is { Length: > 0 } key)
            return key;

        await users.ResetAuthenticatorKeyAsync(user);
        return (await users.GetAuthenticatorKeyAsync(user))!;
    }

    /// <returns>The recovery codes, to be shown once; null when the code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> TurnOnAsync(PortalUser user, string? code)
    {
        if (!await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, Digits(code)))
            return null;

        await users.SetTwoFactorEnabledAsync(user, true);
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        await audit.WriteAsync("two-factor.on", userId: user.Id);

        // The code just given is as good as one at signing in.
        await signIn.SignInWithClaimsAsync(user, isPersistent: false, [new Claim(ClaimTypes.AuthenticationMethod, "mfa"), new Claim("amr", "mfa")]);
        return [.. codes!];
    }

    public async Task TurnOffAsync(PortalUser user)
    {
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.ResetAuthenticatorKeyAsync(user);
        await audit.WriteAsync("two-factor.off", userId: user.Id);
        await signIn.RefreshSignInAsync(user);
    }

    public async Task<IReadOnlyList<string>> NewCodesAsync(PortalUser user)
    {
        await audit.WriteAsync("two-factor.new-codes", userId: user.Id);
        return [.. (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes))!];
    }

    /// <summary>People write codes with blanks and hyphens.</summary>
    public static string Digits(string? code) => new((code ?? "").Where(char.IsAsciiLetterOrDigit).ToArray());
}
