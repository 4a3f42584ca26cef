using Connector.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Records;
using SyncEngine.Schedules;

namespace SyncEngine.Inbound;

/// <summary>The jobs of the mappings and of the house.</summary>
internal sealed class EngineJobs(
    MappingCatalog catalog, RemoteChanges changes, IServiceScopeFactory scopes, ISalesforceClient salesforce, ISyncAlerts alerts,
    ISyncStatus status, SyncGauges gauges, IEnumerable<FeedRegistration> feeds, IOptions<SyncEngineOptions> options) : ISyncJobs
{
    public IEnumerable<ISyncJob> Jobs
    {
        get
        {
            yield return new RetentionJob(options.Value);
            yield return new RunJob(catalog, scopes, salesforce, options.Value);
            yield return new WatchJob(catalog, salesforce, alerts, status, gauges, feeds, options.Value);
            foreach (var mapping in catalog.All)
            {
                yield return new PollJob(mapping.Name, catalog, changes, salesforce, options.Value);
                yield return new SweepJob(mapping.Name, catalog, changes, scopes, salesforce, alerts, options.Value);
            }

            foreach (var feed in feeds)
                yield return new FeedJob(feed.Name, feed.Create, scopes, changes);
        }
    }
}
