using Connector.Stripe;
using Connector.Stripe.Checkout;
using MemberPortal.Accounts;
using MemberPortal.Hosting;
using MemberPortal.Members;
using Microsoft.AspNetCore.Mvc;
using SyncEngine.Stripe;

namespace MemberPortal.Payments;

/// <summary>What the dues page posts. Each leads to Stripe's page or back, with one word about what came of it.</summary>
internal static class DuesEndpoints
{
    public static IEndpointRouteBuilder MapDues(this IEndpointRouteBuilder endpoints)
    {
        var dues = endpoints.MapGroup("/dues").RequireAuthorization(Policies.Member);
        dues.MapPost("/pay", PayAsync);
        dues.MapPost("/card", CardAsync);
        dues.MapPost("/retry", ([FromForm] Empty _, HttpContext http, IStripeMemberships memberships) =>
            ChangeAsync(http, (payer, token) => memberships.RetryPaymentAsync(payer, token), "paid"));
        dues.MapPost("/cancel", ([FromForm] Empty _, HttpContext http, IStripeMemberships memberships) =>
            ChangeAsync(http, (payer, token) => memberships.CancelAsync(payer, token), "cancelled"));
        dues.MapPost("/undo-cancel", ([FromForm] Empty _, HttpContext http, IStripeMemberships memberships) =>
            ChangeAsync(http, (payer, token) => memberships.UndoCancelAsync(payer, token), "kept"));
        dues.MapPost("/pause", ([FromForm] Empty _, HttpContext http, IStripeMemberships memberships) =>
            ChangeAsync(http, (payer, token) => memberships.PauseAsync(payer, null, token), "paused"));
        dues.MapPost("/resume", ([FromForm] Empty _, HttpContext http, IStripeMemberships memberships) =>
            ChangeAsync(http, (payer, token) => memberships.ResumeAsync(payer, token), "resumed"));
        dues.MapPost("/tier", ([FromForm] string? offer, HttpContext http, IStripeMemberships memberships, TierOffers offers) => offers.Open(offer) is { } shown
            ? ChangeAsync(http, (payer, token) => memberships.ChangeTierAsync(payer, shown, token), "changed")
            : Task.FromResult(Back("stale")));
        return endpoints;
    }

    private static async Task<IResult> PayAsync(
        [FromForm] string? tier, HttpContext http, IStripeMemberships memberships, PublicAddress address, CurrentMember current, PortalClock clock)
    {
        if (!Enum.TryParse<MembershipTier>(tier, out var chosen) || !Dues.ForPeople.Contains(chosen))
            return Back("choose");
        if (await current.FindAsync(http.RequestAborted) is { } member && NothingDue.Of(member, clock.Today) is { } nothing)
            return Back(nothing.Said);

        return await LeadAsync(http, (payer, token) => memberships.StartCheckoutAsync(
            new CheckoutRequest { Owner = payer, Tier = chosen.ToString(), SuccessUrl = address.Of("/dues/return"), CancelUrl = address.Of("/dues?said=unpaid") }, token));
    }

    private static Task<IResult> CardAsync([FromForm] Empty _, HttpContext http, IStripeMemberships memberships, PublicAddress address) =>
        LeadAsync(http, (payer, token) => memberships.StartCardUpdateAsync(payer, address.Of("/dues/return"), address.Of("/dues"), token));

    private static async Task<IResult> LeadAsync(HttpContext http, Func<StripeOwner, CancellationToken, Task<CheckoutStart>> start)
    {
        try
        {
            var started = await start(Payer(http), http.RequestAborted);
            return started.Url is { } url ? Results.Redirect(url.ToString()) : Back("already");
        }
        catch (InvalidOperationException)
        {
            return Back("nothing");
        }
        catch (StripeConnectorException)
        {
            return Back("unavailable");
        }
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, Func<StripeOwner, CancellationToken, Task<MembershipOverview>> change, string done)
    {
        try
        {
            await change(Payer(http), http.RequestAborted);
            return Back(done);
        }
        catch (InvalidOperationException)
        {
            return Back("nothing");
        }
        catch (StripeConnectorException exception)
        {
            return Back(exception.Failure == StripeFailure.Declined ? "declined" : "unavailable");
        }
    }

    private static StripeOwner Payer(HttpContext http) => StripeOwner.Member(http.User.FindMemberId()!.Value);

    private static IResult Back(string said) => Results.LocalRedirect($"/dues?said={said}");

    /// <summary>A form without fields: reading it makes its antiforgery token count.</summary>
    internal sealed class Empty;
}
