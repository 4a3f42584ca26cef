using MemberPortal.Accounts;
using MemberPortal.Mail;
using MemberPortal.Members;
using MemberPortal.Pages;
using Microsoft.Extensions.Options;

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

        app.UseExceptionHandler("/error");
        app.UseSecurityHeaders();
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
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
        app.MapSyncDashboard("/admin/sync", room =>
        {
            room.Title = "Longtable control room";
            room.HomeUrl = "/staff";
            room.TimeZone = app.Services.GetRequiredService<PortalSettings>().TimeZone;
            room.StyleSheet = "/css/sync-theme.css";
        }).RequireAuthorization(Policies.Staff);
        app.MapRazorComponents<App>().RequireAuthorization();
        app.MapAccounts();
        app.MapMembers();
        app.MapCapturedMails();
        return app;
    }

    /// <summary>Runs the site. A setting that is missing or malformed ends it with one message that names it, and exit code 1.</summary>
    public static async Task<int> RunPortalAsync(this WebApplication app)
    {
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            return StartFault.Tell(exception.Failures);
        }
    }
}
