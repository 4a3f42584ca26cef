using System.Text.Json;
using Connector.Salesforce;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncMappings(
    IServiceScopeFactory scopes, ISyncStore store, MappingCatalog catalog, PublishedMappings published, ISyncMarks marks, IOptions<SyncEngineOptions> options) : ISyncMappings
{
    private const int MarksAtOnce = 5000;

    public async Task<IReadOnlyList<MappingVersion>> ListAsync(CancellationToken cancellationToken = default)
    {
        var newest = await store.ReadAsync(PublishedMappings.NewestAsync, cancellationToken);
        return [.. catalog.Code.Select(code => newest.GetValueOrDefault(code.Name) is { } version ? version with { RemoteObject = code.RemoteObject } : FromCode(code))];
    }

    public async Task<IReadOnlyList<MappingVersion>> HistoryAsync(string mapping, CancellationToken cancellationToken = default)
    {
        if (Code(mapping) is not { } code)
            return [];

        var versions = await store.ReadAsync((reading, token) => PublishedMappings.VersionsAsync(reading, mapping, token), cancellationToken);
        return [.. versions, FromCode(code)];
    }

    public IReadOnlyList<MappableProperty> Properties(string mapping) => Code(mapping) is { } code ? MappingCompiler.Properties(code) : [];

    public async Task<IReadOnlyList<MappingFinding>> CheckAsync(MappingDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var findings = new List<MappingFinding>();
        if (Code(draft.Mapping) is not { } code)
            return [new MappingFinding(true, null, $"There is no mapping '{draft.Mapping}'.")];

        var compiled = MappingCompiler.Compile(code, draft, findings);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var org = await scope.ServiceProvider.GetRequiredService<ISalesforceClient>().Metadata.DescribeAsync(code.RemoteObject, cancellationToken);
            findings.AddRange(MappingDescribeCheck.Check(compiled, org));
        }
        catch (SalesforceNotFoundException)
        {
            findings.Add(new MappingFinding(true, null, $"The org has no object {code.RemoteObject} that the integration user can see."));
        }
        catch (SalesforceException)
        {
            findings.Add(new MappingFinding(false, null, "Salesforce could not be asked just now, so the fields were not held against the org. Check again before publishing."));
        }

        return findings;
    }

    public async Task<MappingTrial> TryAsync(MappingDraft draft, int atMost = 200, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMost, 2000);
        var mapping = Compile(draft);
        var (linked, keys, now) = await store.ReadAsync(async (reading, token) =>
        {
            var count = await reading.QueryAsync("SELECT count(*) FROM sync_link WHERE mapping = @mapping", reader => reader.GetInt64(0), token, ("@mapping", mapping.Name));
            var ids = await reading.QueryAsync($"SELECT external_id FROM sync_link WHERE mapping = @mapping ORDER BY last_synced_at DESC LIMIT {atMost}",
                reader => WorkKey.ForRecord(mapping.Name, reader.GetString(0)), token, ("@mapping", mapping.Name));
            return (count[0], ids, reading.Now);
        }, cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        var work = keys.Select(key => new RecordWork(mapping, new WorkItem(key, Lane.Bulk, 0, Guid.Empty, 1, Cause.Engine, [], now))).ToList();
        if (work.Count > 0)
        {
            await scope.ServiceProvider.GetRequiredService<RecordAssessor>().AssessAsync(
                mapping, work, new RemoteReader(scope.ServiceProvider.GetRequiredService<ISalesforceClient>()), settle: null, cancellationToken);
        }

        return DraftTrial.Report(linked, work, options.Value);
    }

    public async Task<MappingReplay> ReplayAsync(MappingDraft draft, int decisions = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(decisions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decisions, 10_000);
        var mapping = Compile(draft);
        var stored = await store.ReadAsync((reading, token) => reading.QueryAsync(
            $"SELECT decision FROM sync_journal WHERE scope = @scope AND decision IS NOT NULL ORDER BY id DESC LIMIT {decisions}",
            reader => RecordJson.ReadDecision(reader.GetString(0)), token, ("@scope", $"{WorkKey.RecordKind}:{mapping.Name}")), cancellationToken);
        return DraftTrial.Replay(mapping, stored);
    }

    public async Task<int?> PublishAsync(MappingDraft draft, int basedOn, string note, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentException.ThrowIfNullOrWhiteSpace(note);
        _ = Compile(draft);
        int? version = null;
        await store.WriteAsync(async (transaction, token) =>
        {
            version = null;
            var former = (await PublishedMappings.NewestAsync(transaction, token)).GetValueOrDefault(draft.Mapping) ?? FromCode(Code(draft.Mapping)!);
            if (former.Version != basedOn)
                return;

            // Two admins at once: the key lets one of them through.
            var taken = await transaction.ExecuteAsync(
                """
                INSERT INTO sync_mapping (mapping, version, draft, note, published_by, published_at) VALUES (@mapping, @version, @draft, @note, @by, @now)
                ON CONFLICT (mapping, version) DO NOTHING
                """,
                token,
                ("@mapping", draft.Mapping), ("@version", basedOn + 1), ("@draft", JsonSerializer.Serialize(draft, PublishedMappings.Json.Default.MappingDraft)),
                ("@note", note), ("@by", cause.ToString()), ("@now", transaction.Now.ToUnixTimeMilliseconds()));
            if (taken == 0)
                return;

            version = basedOn + 1;
            await transaction.WriteAsync(new WorkKey("admin", "mapping", draft.Mapping), JournalAction.Decided, cause, token,
                fields: DraftTrial.Differences(former.Draft, draft), note: $"Version {version} published: {note}");
        }, cancellationToken);
        if (version is not null)
            await published.LoadAsync(cancellationToken);
        return version;
    }

    public async Task<int> ResyncAsync(string mapping, Cause cause, CancellationToken cancellationToken = default)
    {
        var (marked, after) = (0, "");
        while (true)
        {
            var ids = await store.ReadAsync((reading, token) => reading.QueryAsync(
                $"SELECT external_id FROM sync_link WHERE mapping = @mapping AND external_id > @after ORDER BY external_id LIMIT {MarksAtOnce}",
                reader => reader.GetString(0), token, ("@mapping", mapping), ("@after", after)), cancellationToken);
            if (ids.Count == 0)
                return marked;

            await marks.MarkAsync([.. ids.Select(id => new MarkRequest(WorkKey.ForRecord(mapping, id), Lane.Bulk, cause))], cancellationToken);
            (marked, after) = (marked + ids.Count, ids[^1]);
        }
    }

    private EntityMapping Compile(MappingDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var faults = new List<MappingFinding>();
        var mapping = Code(draft.Mapping) is { } code ? MappingCompiler.Compile(code, draft, faults) : throw new ArgumentException($"There is no mapping '{draft.Mapping}'.", nameof(draft));
        return faults.Count == 0 ? mapping : throw new SyncMappingException([.. faults.Select(fault => fault.Text)]);
    }

    private EntityMapping? Code(string name) => catalog.Code.FirstOrDefault(mapping => mapping.Name == name);

    private static MappingVersion FromCode(EntityMapping code) => new(0, MappingCompiler.ToDraft(code), null, null, null) { RemoteObject = code.RemoteObject };
}
