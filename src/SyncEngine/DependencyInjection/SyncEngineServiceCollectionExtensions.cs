using Connector.Salesforce;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SyncEngine;
using SyncEngine.Capture;
using SyncEngine.Diagnostics;
using SyncEngine.Hosting;
using SyncEngine.Inbound;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Records;
using SyncEngine.Schedules;
using SyncEngine.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the engine.</summary>
public static class SyncEngineServiceCollectionExtensions
{
    /// <summary>
    /// Keeps the site's database and Salesforce in agreement. Reads the sections <c>SyncEngine</c> (<see cref="SyncEngineOptions"/>; <c>Mappings</c> in it) and
    /// <c>Salesforce</c> (<see cref="SalesforceOptions"/>, unless an <see cref="ISalesforceClient"/> is registered already).
    /// </summary>
    /// <typeparam name="TContext">The site's context, registered by the site, with <c>modelBuilder.AddSyncEngine()</c> in its model.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The host's configuration.</param>
    public static SyncEngineBuilder AddSyncEngine<TContext>(this IServiceCollection services, IConfiguration configuration)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.All(service => service.ServiceType != typeof(ISalesforceClient)))
            services.AddSalesforceConnector(configuration.GetSection("Salesforce"));

        services.AddOptions<SyncEngineOptions>().Bind(configuration.GetSection("SyncEngine")).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SyncEngineOptions>, SyncEngineOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();

        var builder = new SyncEngineBuilder(services, new ConfiguredMappings(configuration.GetSection("SyncEngine").GetSection(ConfiguredMappings.Section), EntityTypes(typeof(TContext))));
        services.TryAddSingleton(provider => builder.BuildCatalog(provider.GetRequiredService<IOptions<SyncEngineOptions>>().Value.ExternalIdField));
        services.TryAddSingleton<ICaptureCatalog>(provider => provider.GetRequiredService<MappingCatalog>());
        services.TryAddSingleton<ISyncActor, UnknownActor>();
        services.TryAddSingleton<ISyncAlerts, LoggedAlerts>();
        services.TryAddSingleton<WakeUp>();
        services.TryAddSingleton<CaptureInterceptor>();
        services.TryAddSingleton<ConnectionInterceptor>();
        services.TryAddSingleton<SaveTraffic>();
        builder.Capture<TContext>();

        services.TryAddSingleton<ISyncStore, SyncStore<TContext>>();
        services.TryAddSingleton<ISyncSchema, SyncSchema>();
        services.TryAddSingleton<ISyncMarks, SyncMarks>();
        services.TryAddSingleton<ISyncStatus, SyncStatus>();
        services.TryAddSingleton<ISyncFailures, SyncFailures>();
        services.TryAddSingleton<ISyncJournal, SyncJournal>();
        services.TryAddSingleton<ISyncMatches, SyncMatches>();
        services.TryAddSingleton<ISyncConflicts, SyncConflicts>();
        services.TryAddSingleton<ISyncSwitches, SyncSwitches>();
        services.TryAddSingleton<ISyncEdits, SyncEdits>();
        services.TryAddSingleton<ISyncDecisions, SyncDecisions>();
        services.TryAddSingleton<RunSelection>();
        services.TryAddSingleton<ISyncRuns, SyncRuns>();
        services.TryAddSingleton<ISyncRecords, SyncRecords>();
        services.TryAddSingleton<PublishedMappings>();
        services.TryAddSingleton<ISyncMappings, SyncMappings>();
        services.TryAddScoped<ILocalRecords, LocalRecords<TContext>>();
        services.TryAddSingleton<RemoteChanges>();
        services.TryAddSingleton<IRemoteChanges>(provider => provider.GetRequiredService<RemoteChanges>());
        services.TryAddSingleton<ISyncSchedule, SyncSchedule>();
        services.TryAddSingleton<SyncGauges>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISyncJobs, EngineJobs>());
        services.TryAddScoped<RecordAssessor>();
        services.TryAddScoped<SiteWriter>();
        builder.AddSchema(new SchemaScripts("engine", typeof(SyncSchema).Assembly, "SyncEngine.Storage.Scripts"));
        builder.AddReconciler<RecordReconciler>(WorkKey.RecordKind);
        services.AddHostedService<SchemaInstaller>();
        services.AddHostedService<MappingRefresher>();
        builder.AddReconciler<RemoteRecordReconciler>(RemoteChanges.RemoteKind);
        services.AddHostedService<SyncWorker>();
        services.AddHostedService<JobRunner>();
        return builder;
    }

    private static IReadOnlyList<Type> EntityTypes(Type context) =>
    [
        .. context.GetProperties().Select(property => property.PropertyType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DbSet<>)).Select(type => type.GetGenericArguments()[0]),
    ];
}
