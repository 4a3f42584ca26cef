using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Stripe.Webhooks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the webhook endpoint into a site.</summary>
public static class StripeWebhookEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the address to which Stripe delivers events. It is anonymous, takes no antiforgery token, and believes nothing unsigned. Behind a proxy,
    /// use forwarded headers, so that a flood is told from others by its address.
    /// </summary>
    /// <param name="endpoints">The site's endpoints.</param>
    /// <param name="pattern">The path. Default <c>/webhooks/stripe</c>.</param>
    public static IEndpointConventionBuilder MapStripeWebhook(this IEndpointRouteBuilder endpoints, string pattern = "/webhooks/stripe")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        return endpoints.MapPost(pattern, async context =>
            {
                var result = await context.RequestServices.GetRequiredService<StripeWebhookEndpoint>().HandleAsync(context.Request);
                await result.ExecuteAsync(context);
            })
            .AllowAnonymous()
            .DisableAntiforgery();
    }
}
