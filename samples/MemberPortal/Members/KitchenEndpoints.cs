using Connector.Stripe;
using MemberPortal.Accounts;
using MemberPortal.Hosting;
using MemberPortal.Security;
using Microsoft.AspNetCore.Mvc;
using SyncEngine.Stripe;

namespace MemberPortal.Members;

/// <summary>What an organization's contact person posts.</summary>
internal static class KitchenEndpoints
{
    public static IEndpointRouteBuilder MapKitchen(this IEndpointRouteBuilder endpoints)
    {
        var kitchen = endpoints.MapGroup("/organization").RequireAuthorization(Policies.Member);
        kitchen.MapPost("/pay", PayAsync);
        kitchen.MapPost("/remove", RemoveAsync);
        return endpoints;
    }

    private static async Task<IResult> PayAsync([FromForm] Nothing _, HttpContext http, KitchenDesk desk, IStripeMemberships memberships, PublicAddress address)
    {
        if (await desk.FindAsync(http.User.FindMemberId(), http.RequestAborted) is not { } organization)
            return Results.LocalRedirect("/no-access");

        try
        {
            var start = await memberships.StartCheckoutAsync(new CheckoutRequest
            {
                Owner = StripeOwner.Organization(organization.Id),
                Tier = nameof(MembershipTier.Organization),
                SuccessUrl = address.Of("/organization/return"),
                CancelUrl = address.Of("/organization?said=unpaid"),
            }, http.RequestAborted);
            return start.Url is { } url ? Results.Redirect(url.ToString()) : Results.LocalRedirect("/organization?said=already");
        }
        catch (StripeConnectorException)
        {
            return Results.LocalRedirect("/organization?said=unavailable");
        }
    }

    private static async Task<IResult> RemoveAsync([FromForm] Guid member, HttpContext http, KitchenDesk desk, IStripeMemberships memberships, Audit audit)
    {
        if (await desk.FindAsync(http.User.FindMemberId(), http.RequestAborted) is not { } organization)
            return Results.LocalRedirect("/no-access");
        if (await desk.RemoveAsync(organization, member) is null)
            return Results.LocalRedirect("/organization");

        await audit.WriteAsync("organization.removed", member.ToString());
        try
        {
            // Whether they are covered has changed.
            await memberships.RefreshAsync(StripeOwner.Member(member), http.RequestAborted);
        }
        catch (StripeConnectorException)
        {
        }

        return Results.LocalRedirect("/organization?said=removed");
    }

    /// <summary>A form without fields: reading it makes its antiforgery token count.</summary>
    internal sealed class Nothing;
}
