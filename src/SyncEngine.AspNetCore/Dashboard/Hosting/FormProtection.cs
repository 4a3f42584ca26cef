using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>
/// Antiforgery for the room's forms: the site's own where it has one, else one of the room's, so that a site needs no set-up.
/// Keys are the site's data protection keys in either case.
/// </summary>
internal sealed class FormProtection(IServiceProvider site)
{
    private readonly Lazy<IAntiforgery> _antiforgery = new(() => site.GetService<IAntiforgery>() ?? Own(site));

    public (string Name, string? Value) Token(HttpContext context)
    {
        var tokens = _antiforgery.Value.GetAndStoreTokens(context);
        return (tokens.FormFieldName, tokens.RequestToken);
    }

    public Task<bool> IsValidAsync(HttpContext context) => _antiforgery.Value.IsRequestValidAsync(context);

    private static IAntiforgery Own(IServiceProvider site)
    {
        var services = new ServiceCollection();
        services.AddSingleton(site.GetRequiredService<ILoggerFactory>());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = ".SyncEngine.Antiforgery";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        if (site.GetService<IDataProtectionProvider>() is { } keys)
            services.AddSingleton(keys);
        return services.BuildServiceProvider().GetRequiredService<IAntiforgery>();
    }
}
