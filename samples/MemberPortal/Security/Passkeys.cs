using System.Security.Claims;
using System.Text.Json;
using MemberPortal.Accounts;
using Microsoft.AspNetCore.Identity;

namespace MemberPortal.Security;

/// <summary>Signing in with a fingerprint, a face or a key instead of a password. The device has checked its owner, so a passkey counts as both steps.</summary>
internal sealed class Passkeys(UserManager<PortalUser> users, SignInManager<PortalUser> signIn, Audit audit)
{
    public const int MaxName = 60;
    public const int MaxPasskeys = 20;

    public Task<string> CreationOptionsAsync(PortalUser user) => signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
    {
        Id = user.Id.ToString(),
        Name = user.Email!,
        DisplayName = user.DisplayName,
    });

    /// <summary>The same for everybody: which account it is, the passkey itself says.</summary>
    public Task<string> RequestOptionsAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <returns>False when what the browser sent does not fit what it was asked, or there are too many.</returns>
    public async Task<bool> AddAsync(PortalUser user, string? credential, string? name)
    {
        if ((await users.GetPasskeysAsync(user)).Count >= MaxPasskeys || await ReadAsync(() => signIn.PerformPasskeyAttestationAsync(credential ?? "")) is not { Succeeded: true } made)
            return false;

        var words = new string((name ?? "").Where(letter => !char.IsControl(letter)).ToArray()).Trim();
        made.Passkey.Name = words.Length == 0 ? "My passkey" : words[..Math.Min(words.Length, MaxName)];
        if (!(await users.AddOrUpdatePasskeyAsync(user, made.Passkey)).Succeeded)
            return false;

        await audit.WriteAsync("passkey.added", userId: user.Id);
        return true;
    }

    public async Task RemoveAsync(PortalUser user, string? id)
    {
        if (Decode(id) is not { } credential || await users.GetPasskeyAsync(user, credential) is null)
            return;

        await users.RemovePasskeyAsync(user, credential);
        await audit.WriteAsync("passkey.removed", userId: user.Id);
    }

    /// <returns>False for every reason alike.</returns>
    public async Task<bool> SignInAsync(string? credential)
    {
        if (await ReadAsync(() => signIn.PerformPasskeyAssertionAsync(credential ?? "")) is not { Succeeded: true } proof
            || !await signIn.CanSignInAsync(proof.User) || await users.IsLockedOutAsync(proof.User))
        {
            await audit.WriteAsync("sign-in.passkey-failed");
            return false;
        }

        await users.AddOrUpdatePasskeyAsync(proof.User, proof.Passkey);
        await signIn.SignInWithClaimsAsync(proof.User, isPersistent: false, [new Claim(ClaimTypes.AuthenticationMethod, "mfa"), new Claim("amr", "mfa")]);
        await audit.WriteAsync("sign-in", "passkey", proof.User.Id);
        return true;
    }

    // Without the cookie that the question left behind, or with anything that is no answer to it, there is none.
    private static async Task<T?> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException or PasskeyException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
