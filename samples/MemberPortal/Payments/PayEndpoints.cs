using Connector.Stripe;
using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Members;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Stripe;

namespace MemberPortal.Payments;

/// <summary>What the page behind a payment link posts. The link is the key, and it opens the payment page alone.</summary>
internal static class PayEndpoints
{
    public static IEndpointRouteBuilder MapPayLinks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/pay/{token}", PayAsync).AllowAnonymous();
        return endpoints;
    }

    /// <summary>Whom a link is for: their name as it may be shown, what they pay for, and why they need not just now.</summary>
    public static async Task<(string Name, MembershipTier Tier, NothingDue? Nothing)?> FindAsync(
        PortalDbContext context, StripeOwner? owner, DateOnly today, CancellationToken cancellationToken = default)
    {
        if (owner is not { } payer || !Guid.TryParse(payer.Id, out var id))
            return null;
        if (payer.Kind == StripeOwner.OrganizationKind)
            return await context.Organizations.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } organization ? (organization.Name, MembershipTier.Organization, null) : null;
        return await context.Members.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } member
            ? (member.FirstName, Dues.ForPeople.Contains(member.Tier) ? member.Tier : MembershipTier.Individual, NothingDue.Of(member, today))
            : null;
    }

    private static async Task<IResult> PayAsync(string token, [FromForm] Nothing _, HttpContext http, PayLinks links, PortalDbContext context, IStripeMemberships memberships, PublicAddress address, PortalClock clock)
    {
        if (links.Open(token) is not { } owner || await FindAsync(context, owner, clock.Today, http.RequestAborted) is not { } payer)
            return Results.LocalRedirect("/pay/none");

        var page = $"/pay/{token}";
        try
        {
            // A running membership whose payment failed is paid by putting another card to use; any other by a new Checkout.
            var isOpen = (await memberships.RefreshAsync(owner, http.RequestAborted)).OpenInvoice is not null;
            if (!isOpen && payer.Nothing is { } nothing)
                return Results.LocalRedirect($"{page}?said={nothing.Said}");

            var start = isOpen
                ? await memberships.StartCardUpdateAsync(owner, address.Of(page), address.Of(page), http.RequestAborted)
                : await memberships.StartCheckoutAsync(
                    new CheckoutRequest { Owner = owner, Tier = payer.Tier.ToString(), SuccessUrl = address.Of(page), CancelUrl = address.Of($"{page}?said=unpaid") }, http.RequestAborted);
            return start.Url is { } url ? Results.Redirect(url.ToString()) : Results.LocalRedirect($"{page}?said=already");
        }
        catch (StripeConnectorException)
        {
            return Results.LocalRedirect($"{page}?said=unavailable");
        }
    }

    /// <summary>A form without fields: reading it makes its antiforgery token count.</summary>
    internal sealed class Nothing;
}
