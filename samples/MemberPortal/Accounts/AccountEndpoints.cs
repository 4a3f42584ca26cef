using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MemberPortal.Accounts;

/// <summary>Posts that are no page of their own.</summary>
internal static class AccountEndpoints
{
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/sign-out", SignOutAsync).RequireAuthorization();
        return endpoints;
    }

    private static async Task<IResult> SignOutAsync(SignInManager<PortalUser> signIn, [FromForm] string? returnUrl)
    {
        await signIn.SignOutAsync();
        return Results.LocalRedirect(LocalUrl.OrHome(returnUrl));
    }
}
