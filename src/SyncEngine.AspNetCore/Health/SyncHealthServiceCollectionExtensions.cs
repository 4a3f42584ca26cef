using SyncEngine.AspNetCore.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the engine's health check.</summary>
public static class SyncHealthServiceCollectionExtensions
{
    /// <summary>The name the check is registered under, and its tag.</summary>
    public const string CheckName = "sync";

    /// <summary>
    /// Adds the engine's check, named and tagged <see cref="CheckName"/>, to the site's health checks.
    /// <c>app.MapSyncEngine()</c> serves it; a site with a health endpoint of its own finds it there, too.
    /// </summary>
    /// <param name="builder">The site's health checks.</param>
    /// <param name="configure">Changes when it counts as degraded.</param>
    public static IHealthChecksBuilder AddSyncEngine(this IHealthChecksBuilder builder, Action<SyncHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<SyncHealthOptions>()
            .Validate(health => health.MaxBacklogAge > TimeSpan.Zero, "SyncHealthOptions.MaxBacklogAge must be longer than zero.")
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        return builder.AddCheck<SyncHealthCheck>(CheckName, tags: [CheckName]);
    }
}
