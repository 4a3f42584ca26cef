using Connector.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncRecords(IServiceScopeFactory scopes, ISyncStore store, MappingCatalog catalog) : ISyncRecords
{
    private static readonly string[] RemoteNames = ["FirstName", "LastName", "Name", "Subject"];

    public async Task<RecordDetails?> GetAsync(WorkKey key, bool readSalesforce = false, CancellationToken cancellationToken = default)
    {
        if (key.Kind != WorkKey.RecordKind || catalog.Find(key.Type) is not { } mapping)
            return null;

        await using var scope = scopes.CreateAsyncScope();
        var local = (await scope.ServiceProvider.GetRequiredService<ILocalRecords>().LoadAsync(mapping, [key.Id], cancellationToken)).Values.FirstOrDefault();
        var link = await store.ReadAsync((reading, token) => LinkAsync(reading, mapping, key.Id, token), cancellationToken);
        if (local is null && link is null)
            return null;

        SalesforceRecord? remote = null;
        if (readSalesforce && link is not null)
        {
            var reader = new RemoteReader(scope.ServiceProvider.GetRequiredService<ISalesforceClient>());
            remote = (await reader.RetrieveAsync(mapping, [SalesforceId.Parse(link.RemoteId, null)], cancellationToken)).Values.FirstOrDefault();
        }

        return new RecordDetails(
            key, mapping.RemoteObject, local is null ? null : Label(mapping, local), link?.RemoteId, link?.LinkedAt, link?.LastSyncedAt,
            local is not null, readSalesforce && link is not null ? remote is not null : null,
            [.. mapping.Fields.Select(field =>
            {
                var agreed = link?.Base.GetValueOrDefault(field.BaseKey);
                return new RecordField(
                    field.Name, field.RemoteField, field.Direction, field.Policy,
                    local is null ? null : field.Read(local), remote is null ? null : field.FromRemote(remote[field.RemoteField]), agreed?.Local, agreed?.Remote);
            })]);
    }

    public async Task<IReadOnlyDictionary<WorkKey, string>> LabelAsync(IReadOnlyCollection<WorkKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var labels = new Dictionary<WorkKey, string>();
        await using var scope = scopes.CreateAsyncScope();
        var records = scope.ServiceProvider.GetRequiredService<ILocalRecords>();
        foreach (var group in keys.Where(key => key.Kind == WorkKey.RecordKind).GroupBy(key => key.Type))
        {
            if (catalog.Find(group.Key) is not { } mapping)
                continue;
            foreach (var (id, entity) in await records.LoadAsync(mapping, [.. group.Select(key => key.Id).Distinct()], cancellationToken))
                labels[WorkKey.ForRecord(mapping.Name, id)] = Label(mapping, entity) ?? id;
        }

        return labels;
    }

    public async Task<IReadOnlyDictionary<WorkKey, string>> FindAsync(string text, int limit = 10, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        text = text.Trim();
        var found = new Dictionary<WorkKey, string>();

        // An id names nobody else: only what is no id is looked for in every record's names.
        var isId = Guid.TryParse(text, out _) || SalesforceId.TryParse(text, out _);
        await using var scope = scopes.CreateAsyncScope();
        var records = scope.ServiceProvider.GetRequiredService<ILocalRecords>();
        foreach (var mapping in catalog.All)
        {
            var ids = await store.ReadAsync((reading, token) => reading.QueryAsync(
                "SELECT external_id FROM sync_link WHERE mapping = @mapping AND remote_id = @id", reader => reader.GetString(0), token,
                ("@mapping", mapping.Name), ("@id", SalesforceId.TryParse(text, out var id) ? id.Value : text)), cancellationToken);
            foreach (var (externalId, entity) in await records.LoadAsync(mapping, [text, .. ids], cancellationToken))
                found[WorkKey.ForRecord(mapping.Name, externalId)] = Label(mapping, entity) ?? externalId;
            if (isId)
                continue;

            var members = NameFields(mapping).Concat(mapping.Match).Select(field => field.Member).OfType<string>().Distinct().ToList();
            foreach (var entity in (await records.FindAsync(mapping, members, text, limit, cancellationToken)).DistinctBy(mapping.IdentityOf).Take(limit))
            {
                var externalId = mapping.IdentityOf(entity);
                found[WorkKey.ForRecord(mapping.Name, externalId)] = Label(mapping, entity) ?? externalId;
            }
        }

        return found;
    }

    private static async Task<Link?> LinkAsync(IStoreTransaction reading, EntityMapping mapping, string externalId, CancellationToken cancellationToken) =>
        (await reading.QueryAsync(
            "SELECT remote_id, linked_at, last_synced_at, base FROM sync_link WHERE mapping = @mapping AND external_id = @id",
            reader => new Link(reader.GetString(0), reader.Time(1), reader.Time(2), RecordJson.ReadBase(reader.GetString(3))),
            cancellationToken, ("@mapping", mapping.Name), ("@id", externalId))).FirstOrDefault();

    // Salesforce's own names for a name; a mapping without them is known by what it matches on.
    private static IEnumerable<FieldMapping> NameFields(EntityMapping mapping)
    {
        var names = RemoteNames
            .Select(name => mapping.Fields.FirstOrDefault(field => field.RemoteField.Equals(name, StringComparison.OrdinalIgnoreCase))).OfType<FieldMapping>().ToList();
        return names.Count > 0 ? names : mapping.Match;
    }

    private static string? Label(EntityMapping mapping, object entity)
    {
        var label = string.Join(' ', NameFields(mapping).Select(field => field.Read(entity)).Where(value => value is not null));
        return label.Length == 0 ? null : label;
    }

    private sealed record Link(string RemoteId, DateTimeOffset LinkedAt, DateTimeOffset LastSyncedAt, Dictionary<string, BasePair> Base);
}
