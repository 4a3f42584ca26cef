using Microsoft.EntityFrameworkCore;
using SyncEngine.Capture;
using SyncEngine.Inbound;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a site says of its engine after it has registered it.</summary>
public sealed class SyncEngineBuilder
{
    private readonly List<Func<string, List<string>, EntityMapping>> _mappings = [];

    private readonly ConfiguredMappings _configured;

    internal SyncEngineBuilder(IServiceCollection services, ConfiguredMappings configured) => (Services, _configured) = (services, configured);

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Maps an entity type to a Salesforce object.</summary>
    /// <typeparam name="TEntity">The site's entity type.</typeparam>
    /// <param name="salesforceObject">The object's API name, such as <c>Contact</c>.</param>
    /// <param name="configure">Says how they correspond.</param>
    public SyncEngineBuilder Map<TEntity>(string salesforceObject, Action<MappingBuilder<TEntity>> configure)
        where TEntity : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(salesforceObject);
        ArgumentNullException.ThrowIfNull(configure);
        var mapping = new MappingBuilder<TEntity>(salesforceObject);
        configure(mapping);
        _mappings.Add(mapping.Build);
        return this;
    }

    /// <summary>Captures the saves of a further context on the same database, too; call <c>modelBuilder.AddSyncEngine()</c> in its model as well.</summary>
    /// <typeparam name="TContext">A context of the site, registered by the site.</typeparam>
    public SyncEngineBuilder Capture<TContext>()
        where TContext : DbContext
    {
        Services.ConfigureDbContext<TContext>((provider, options) => options.AddInterceptors(
            provider.GetRequiredService<CaptureInterceptor>(), provider.GetRequiredService<ConnectionInterceptor>(), provider.GetRequiredService<SaveTraffic>()));
        return this;
    }

    /// <summary>Adds a reconciler for a kind of the site's own. It is made in a scope of its own for each batch.</summary>
    /// <param name="kind">The kind it takes.</param>
    public SyncEngineBuilder AddReconciler<TReconciler>(string kind)
        where TReconciler : class, IReconciler
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        Services.AddScoped<TReconciler>();
        Services.AddSingleton(new ReconcilerRegistration(kind, services => services.GetRequiredService<TReconciler>()));
        return this;
    }

    /// <summary>Adds a feed of changes in Salesforce, such as change events. The engine runs it on one host at a time and keeps its position.</summary>
    /// <typeparam name="TFeed">The feed; made anew, in a scope of its own, each time it is started.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="heartbeat">
    /// How often at least the feed gives its sink something, keep-alives included: silent for three times as long, it is told as
    /// <see cref="SyncEngine.AlertKind.FeedSilent"/>. Null, the default, when its silence means nothing.
    /// </param>
    public SyncEngineBuilder AddChangeFeed<TFeed>(string name, TimeSpan? heartbeat = null)
        where TFeed : class, IRemoteChangeFeed
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (heartbeat <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(heartbeat), heartbeat, "A heartbeat takes some time; null stands for none.");

        Services.AddScoped<TFeed>();
        Services.AddSingleton(new FeedRegistration(name, services => services.GetRequiredService<TFeed>(), heartbeat));
        return this;
    }

    /// <summary>Adds tables of a package's own, installed and upgraded with the engine's.</summary>
    public SyncEngineBuilder AddSchema(SchemaScripts scripts)
    {
        Services.AddSingleton(scripts);
        return this;
    }

    internal MappingCatalog BuildCatalog(string externalIdField)
    {
        var faults = new List<string>();
        EntityMapping[] code = [.. _mappings.Select(build => build(externalIdField, faults))];
        return new MappingCatalog(_configured.Over(code, externalIdField, faults), faults);
    }
}
