using MemberPortal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MemberPortal.Security;

/// <summary>What the browser asks, and answers, about passkeys.</summary>
internal static class PasskeyEndpoints
{
    public static IEndpointRouteBuilder MapPasskeys(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-in/passkey/options", async ([FromForm] Nothing _, Passkeys passkeys) => Results.Content(await passkeys.RequestOptionsAsync(), "application/json")).AllowAnonymous();
        endpoints.MapPost("/sign-in/passkey", async ([FromForm] string? credential, [FromForm] string? returnUrl, Passkeys passkeys) =>
            Results.LocalRedirect(await passkeys.SignInAsync(credential) ? LocalUrl.OrHome(returnUrl) : "/sign-in?passkey=failed")).AllowAnonymous();

        var own = endpoints.MapGroup("/account/passkeys").RequireAuthorization();
        own.MapPost("/options", ([FromForm] Nothing _, HttpContext http, UserManager<PortalUser> users, Passkeys passkeys) =>
            AsUserAsync(http, users, async user => Results.Content(await passkeys.CreationOptionsAsync(user), "application/json")));
        own.MapPost("/add", ([FromForm] string? credential, [FromForm] string? name, HttpContext http, UserManager<PortalUser> users, Passkeys passkeys) =>
            AsUserAsync(http, users, async user => Results.LocalRedirect($"/account/security?passkey={(await passkeys.AddAsync(user, credential, name) ? "added" : "failed")}")));
        own.MapPost("/remove", ([FromForm] string? id, HttpContext http, UserManager<PortalUser> users, Passkeys passkeys) => AsUserAsync(http, users, async user =>
        {
            await passkeys.RemoveAsync(user, id);
            return Results.LocalRedirect("/account/security?passkey=removed");
        }));
        return endpoints;
    }

    private static async Task<IResult> AsUserAsync(HttpContext http, UserManager<PortalUser> users, Func<PortalUser, Task<IResult>> act) =>
        await users.GetUserAsync(http.User) is { } user ? await act(user) : Results.Redirect("/sign-in");

    /// <summary>A form without fields: reading it makes its antiforgery token count.</summary>
    internal sealed class Nothing;
}
