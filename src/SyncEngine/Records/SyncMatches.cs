using System.Text.Json;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncMatches(ISyncStore store, MappingCatalog catalog, WakeUp wakeUp) : ISyncMatches
{
    public const string CreateNew = "new";

    public Task<IReadOnlyList<PendingMatch>> ListAsync(CancellationToken cancellationToken = default) =>
        store.ReadAsync<IReadOnlyList<PendingMatch>>(async (reading, token) => await reading.QueryAsync(
            "SELECT mapping, external_id, reason, candidates, found_at FROM sync_match WHERE choice IS NULL ORDER BY found_at LIMIT 500",
            reader => new PendingMatch(reader.GetString(0), reader.GetString(1), reader.GetString(2), Candidates(reader.GetString(3)), reader.Time(4)), token), cancellationToken);

    public async Task<bool> AdoptAsync(string mapping, string externalId, string remoteId, Cause cause, CancellationToken cancellationToken = default) =>
        await ChooseAsync(mapping, externalId, remoteId, cause, $"Chosen: the existing record {remoteId} is the same.", cancellationToken);

    public Task<bool> CreateNewAsync(string mapping, string externalId, Cause cause, CancellationToken cancellationToken = default) =>
        ChooseAsync(mapping, externalId, CreateNew, cause, "Chosen: none of the existing records is the same; a new one is made.", cancellationToken);

    private async Task<bool> ChooseAsync(string mapping, string externalId, string choice, Cause cause, string note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var lane = (catalog.Find(mapping) ?? throw new ArgumentException($"There is no mapping '{mapping}'.", nameof(mapping))).Lane;
        var chosen = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            var rows = await transaction.QueryAsync(
                "SELECT candidates FROM sync_match WHERE mapping = @mapping AND external_id = @id AND choice IS NULL",
                reader => Candidates(reader.GetString(0)), token, ("@mapping", mapping), ("@id", externalId));
            chosen = rows.Count > 0 && (choice == CreateNew || rows[0].Any(candidate => candidate.RemoteId == choice));
            if (!chosen)
                return;

            await transaction.ExecuteAsync("UPDATE sync_match SET choice = @choice, decided_by = @by WHERE mapping = @mapping AND external_id = @id", token,
                ("@choice", choice), ("@by", cause.ToString()), ("@mapping", mapping), ("@id", externalId));
            var key = WorkKey.ForRecord(mapping, externalId);
            await transaction.WriteAsync(key, JournalAction.Decided, cause, token, note: note);
            await transaction.MarkAsync([new MarkRequest(key, lane, cause) { Delay = TimeSpan.Zero }], token);
        }, cancellationToken);
        wakeUp.SignalMarks();
        return chosen;
    }

    private static List<MatchCandidate> Candidates(string json) => JsonSerializer.Deserialize(json, RecordJson.Default.ListMatchCandidate)!;
}
