using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>Finds the records that a run's filter fits. Each condition narrows what the cheaper ones before it left.</summary>
internal sealed class RunSelection(ISyncStore store, IServiceScopeFactory scopes)
{
    private const int RecordsAtOnce = 500;

    public async Task<IReadOnlyList<string>> SelectAsync(EntityMapping mapping, SyncRunFilter filter, CancellationToken cancellationToken)
    {
        var field = filter.Field is null ? null : mapping.Fields.FirstOrDefault(known => known.Name == filter.Field)
            ?? throw new ArgumentException($"{mapping.Name} maps no field '{filter.Field}'.", nameof(filter));
        await using var scope = scopes.CreateAsyncScope();
        var records = scope.ServiceProvider.GetRequiredService<ILocalRecords>();
        var linked = filter.IsLinked is null && filter.NotSyncedSince is null ? null : await LinkedAsync(mapping, filter.NotSyncedSince, cancellationToken);
        var failed = filter.IsFailed ? await FailedAsync(mapping, cancellationToken) : null;
        var selected = new List<string>();
        await foreach (var page in records.StreamIdsAsync(mapping, RecordsAtOnce, after: null, cancellationToken))
        {
            var fitting = page.Where(id => (linked is null || linked.Contains(id) == (filter.IsLinked != false)) && failed?.Contains(id) != false).ToList();
            if (field is not null && fitting.Count > 0)
            {
                var rows = await records.LoadAsync(mapping, fitting, cancellationToken);
                fitting = [.. fitting.Where(id => rows.TryGetValue(id, out var row) && field.Read(row) == filter.Value)];
            }

            selected.AddRange(fitting);
        }

        return selected;
    }

    private async Task<HashSet<string>> LinkedAsync(EntityMapping mapping, DateTimeOffset? before, CancellationToken cancellationToken) => [.. await store.ReadAsync((reading, token) => reading.QueryAsync(
        "SELECT external_id FROM sync_link WHERE mapping = @mapping AND last_synced_at < @before", reader => reader.GetString(0), token,
        ("@mapping", mapping.Name), ("@before", (before ?? DateTimeOffset.MaxValue).ToUnixTimeMilliseconds())), cancellationToken)];

    private async Task<HashSet<string>> FailedAsync(EntityMapping mapping, CancellationToken cancellationToken) => [.. await store.ReadAsync((reading, token) => reading.QueryAsync(
        $"SELECT key FROM sync_work WHERE scope = @scope AND state = {(int)WorkState.Failed}", reader => WorkKey.Parse(reader.GetString(0)).Id, token,
        ("@scope", $"{WorkKey.RecordKind}:{mapping.Name}")), cancellationToken)];
}
