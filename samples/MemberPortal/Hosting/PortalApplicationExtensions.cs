using MemberPortal.Accounts;
using MemberPortal.Community;
using MemberPortal.Mail;
using MemberPortal.Members;
using MemberPortal.Pages;
using MemberPortal.Payments;
using MemberPortal.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace MemberPortal.Hosting;

/// <summary>The portal's pipeline and its addresses.</summary>
internal static class PortalApplicationExtensions
{
    public static WebApplication UsePortal(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
            app.UseHttpsRedirection();
        }

        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseSecurityHeaders(FormTargets(app.Configuration));
        app.UseLastingFonts();
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // A page about a fault is only ever read: the form that was at fault is not taken up again.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
            {
                context.Features.Set<IAntiforgeryValidationFeature>(null);
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    public static WebApplication MapPortal(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapSyncEngine();
        app.MapStripeWebhook();
        app.MapSyncDashboard("/admin/sync", room =>
        {
            room.Title = "Longtable control room";
            room.HomeUrl = "/staff";
            room.TimeZone = app.Services.GetRequiredService<PortalSettings>().TimeZone;
            room.StyleSheet = "/css/sync-theme.css";
        }).RequireAuthorization(Policies.Staff);
        app.MapRazorComponents<App>().RequireAuthorization();
        app.MapAccounts();
        app.MapPasskeys();
        app.MapMembers();
        app.MapDues();
        app.MapPayLinks();
        app.MapKitchen();
        app.MapProposals();
        AuditReader.Map(app);
        app.MapCommunity();
        app.MapCapturedMails();
        return app;
    }

    // A form that leads to Stripe's pages is followed there by the browser only if the policy says so.
    private static IEnumerable<Uri> FormTargets(IConfiguration configuration) =>
        configuration["Stripe:ApiBase"] is { } simulated ? [new Uri(simulated)] : [new Uri("https://checkout.stripe.com"), new Uri("https://billing.stripe.com")];
}
