using System.Globalization;
using Connector.Salesforce;
using Connector.Salesforce.Query;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Naive;

/// <summary>One host's worker of a naive strategy: on the real connector, the same site and the same wire as the engine.</summary>
internal sealed class NaiveWorker(IServiceScopeFactory scopes, ISalesforceClient salesforce, TimeProvider time, History history, NaiveStrategy strategy) : BackgroundService
{
    private const string ExternalId = "Portal_Id__c";
    private const int MostTries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, int> _tries = [];
    private DateTimeOffset _polledTo = World.Beginning;
    private DateTimeOffset _pollAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is SalesforceException or DbUpdateException or Microsoft.Data.Sqlite.SqliteException)
            {
                // As it is often done: written to a log that nobody reads, and on.
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var site = scope.ServiceProvider.GetRequiredService<SiteContext>();
        if (strategy == NaiveStrategy.LastWriteWins && history.PollEvery > TimeSpan.Zero && time.GetUtcNow() >= _pollAt)
        {
            await PollAsync(site, cancellationToken);
            _pollAt = time.GetUtcNow() + history.PollEvery;
        }

        foreach (var (entity, key) in await NaiveQueue.WaitingAsync(site))
        {
            if (strategy == NaiveStrategy.UpsertOnSave)
                await NaiveQueue.RemoveAsync(site, key);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    site.ChangeTracker.Clear();
                    await PushAsync(site, entity, key, cancellationToken);
                    await NaiveQueue.RemoveAsync(site, key);
                    break;
                }
                catch (SalesforceException exception)
                {
                    if (strategy == NaiveStrategy.UpsertOnSave && attempt < 3)
                        continue;
                    if (!exception.IsTransient && (_tries[key] = _tries.GetValueOrDefault(key) + 1) >= MostTries)
                        await NaiveQueue.RemoveAsync(site, key);
                    break;
                }
            }
        }
    }

    private async Task PushAsync(SiteContext site, string entity, string key, CancellationToken cancellationToken)
    {
        var id = Guid.Parse(key);
        if (entity == "Organizations")
        {
            if (await site.Organizations.FindAsync([id], cancellationToken) is { } organization && !await IsOlderAsync(site, "Account", key, organization, SiteMapping.OrganizationFields.Keys, cancellationToken))
                await salesforce.Records.UpsertAsync(Body("Account", site, organization, SiteMapping.OrganizationFields.Keys), ExternalId, id.ToString(), cancellationToken: cancellationToken);
            return;
        }

        if (await site.Members.FindAsync([id], cancellationToken) is not { } member || await IsOlderAsync(site, "Contact", key, member, SiteMapping.MemberFields.Keys, cancellationToken))
            return;
        var body = Body("Contact", site, member, SiteMapping.MemberFields.Keys);
        if (member.OrganizationId is { } parent)
            body.SetParent("Account", ExternalId, parent.ToString());
        else
            body["AccountId"] = null;
        await salesforce.Records.UpsertAsync(body, ExternalId, id.ToString(), cancellationToken: cancellationToken);
    }

    // The later record wins: Salesforce's is copied over ours when it is.
    private async Task<bool> IsOlderAsync(SiteContext site, string type, string key, object row, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        if (strategy != NaiveStrategy.LastWriteWins)
            return false;

        await foreach (var remote in salesforce.Query.QueryAsync($"SELECT Id, LastModifiedDate, {string.Join(", ", fields):name} FROM {type:name} WHERE {ExternalId:name} = {key.ToLowerInvariant()}", cancellationToken))
            return await TakeAsync(site, key, row, fields, remote, cancellationToken);
        return false;
    }

    private static async Task<bool> TakeAsync(SiteContext site, string key, object row, IEnumerable<string> fields, SalesforceRecord remote, CancellationToken cancellationToken)
    {
        var changedAt = DateTimeOffset.Parse(remote.Text("LastModifiedDate")!, CultureInfo.InvariantCulture);
        if (changedAt <= await NaiveQueue.SavedAtAsync(site, key))
            return false;

        foreach (var field in fields.Where(field => field is not ("FirstName" or "LastName" or "Name") || remote.Text(field) is not null))
            site.Entry(row).Property(field).CurrentValue = remote.Text(field);
        await site.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task PollAsync(SiteContext site, CancellationToken cancellationToken)
    {
        foreach (var (type, entity, fields) in new[] { ("Account", "Organizations", SiteMapping.OrganizationFields.Keys), ("Contact", "Members", SiteMapping.MemberFields.Keys) })
        {
            var newest = _polledTo;
            await foreach (var remote in salesforce.Query.QueryAsync(
                $"SELECT Id, {ExternalId:name}, LastModifiedDate, {string.Join(", ", fields):name} FROM {type:name} WHERE LastModifiedDate > {_polledTo} AND {ExternalId:name} != null ORDER BY LastModifiedDate", cancellationToken))
            {
                newest = DateTimeOffset.Parse(remote.Text("LastModifiedDate")!, CultureInfo.InvariantCulture);
                var id = Guid.Parse(remote.Text(ExternalId)!);
                var key = id.ToString().ToUpperInvariant();
                site.ChangeTracker.Clear();
                object? row = entity == "Members" ? await site.Members.FindAsync([id], cancellationToken) : await site.Organizations.FindAsync([id], cancellationToken);
                if (row is not null && !await TakeAsync(site, key, row, fields, remote, cancellationToken))
                    await NaiveQueue.AddAsync(site, entity, key);
            }

            if (type == "Contact")
                _polledTo = newest;
        }
    }

    private static SalesforceRecord Body(string type, SiteContext site, object row, IEnumerable<string> fields)
    {
        var body = new SalesforceRecord(type);
        foreach (var field in fields)
            body[field] = (string?)site.Entry(row).Property(field).CurrentValue;
        return body;
    }
}
