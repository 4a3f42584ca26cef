using Simulator.StripeAccount.Control;
using Simulator.StripeAccount.Hosted;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount;

/// <summary>Maps the account into the simulator.</summary>
public static class StripeAccountEndpoints
{
    /// <summary>The API under <c>/v1</c>.</summary>
    public static IEndpointRouteBuilder MapStripeApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.Map("/v1/{**path}", endpoints.ServiceProvider.GetRequiredService<ApiEndpoint>().HandleAsync);
        return endpoints;
    }

    /// <summary>The hosted pages, and the control API under <c>/simulator/stripe</c>.</summary>
    public static IEndpointRouteBuilder MapStripePages(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var gate = endpoints.ServiceProvider.GetRequiredService<AccountGate>();
        endpoints.MapGet(Page.StylePath, Page.StyleAsync);
        CheckoutPage.Map(endpoints, gate);
        InvoicePage.Map(endpoints, gate);
        PortalPage.Map(endpoints, gate);
        endpoints.ServiceProvider.GetRequiredService<ControlApi>().Map(endpoints);
        var clock = endpoints.ServiceProvider.GetRequiredService<SimulatorClock>();
        endpoints.MapGet(ControlApi.Prefix, (HttpContext context) => ControlPage.ShowAsync(context, gate, clock));
        return endpoints;
    }
}
