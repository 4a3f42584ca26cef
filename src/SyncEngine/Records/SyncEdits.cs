using SyncEngine.Journal;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncEdits(ISyncStore store, MappingCatalog catalog) : ISyncEdits
{
    public async Task<EditResult> UndoAsync(long journalId, string field, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentNullException.ThrowIfNull(cause);
        var entry = (await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT key, fields FROM sync_journal WHERE id = @id",
            reader => (Key: WorkKey.Parse(reader.GetString(0)), Fields: JournalWriter.ReadFields(reader.TextOrNull(1))), token, ("@id", journalId)), cancellationToken)).FirstOrDefault();
        if (entry.Fields?.FirstOrDefault(change => change.Field == field) is not { } change)
            return EditResult.Refused("The journal does not tell such a change; it may have been removed.");
        if (catalog.Find(entry.Key.Type) is not { } mapping || mapping.Fields.FirstOrDefault(mapped => mapped.Name == field) is not { } known)
            return EditResult.Refused($"{field} is not mapped any more.");
        if (known.Member is null)
            return EditResult.Refused($"{field} is computed from other values; change those.");

        var result = EditResult.Refused("The record is not on the site any more.");
        await store.WriteAsync(async (transaction, token) =>
        {
            try
            {
                var set = await SiteWriter.SetAsync(transaction, mapping, entry.Key.Id, known, change.Before, present =>
                {
                    result = known.Comparison == Merge.Comparison.Exact && present != change.After
                        ? EditResult.Refused("The field has changed since; what it has now would be lost.")
                        : EditResult.Done;
                    return result.IsDone;
                }, token);
                if (set)
                {
                    await transaction.WriteAsync(entry.Key, JournalAction.Decided, cause, token,
                        fields: [new JournalField(field, change.RemoteField, true, change.After, change.Before)], note: $"Taken back: {field}, as of entry {journalId}.");
                }
            }
            catch (RemoteChangeRefusedException refused)
            {
                result = EditResult.Refused(refused.Message);
            }
        }, cancellationToken);
        return result;
    }

    public async Task<EditResult> UnlinkAsync(WorkKey key, bool createNew, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        if (key.Kind != WorkKey.RecordKind || catalog.Find(key.Type) is not { } mapping)
            return EditResult.Refused("There is no such mapping.");

        var result = EditResult.Refused("It is not linked.");
        await store.WriteAsync(async (transaction, token) =>
        {
            var links = await transaction.LinksAsync(mapping.Name, [key.Id], token);
            if (!links.TryGetValue(key.Id, out var link))
                return;

            result = EditResult.Done;
            await transaction.UnlinkAsync(mapping.Name, key.Id, token);
            await transaction.ForgetConflictsAsync(mapping.Name, key.Id, token);
            await transaction.ForgetMatchAsync(mapping.Name, key.Id, token);
            if (createNew)
                await transaction.ChooseNewAsync(mapping.Name, key.Id, cause, token);
            await transaction.WriteAsync(key, JournalAction.Decided, cause, token, link.RemoteId, note: createNew ? "Unlinked; a new Salesforce record is made." : "Unlinked.");
            if (createNew)
                await transaction.MarkAsync([new MarkRequest(key, mapping.Lane, new Cause("decision", cause.ToString())) { Delay = TimeSpan.Zero }], token);
            else
                await transaction.ExecuteAsync("DELETE FROM sync_work WHERE key = @key AND lease_token IS NULL", token, ("@key", key.ToString()));
        }, cancellationToken);
        return result;
    }

    public async Task<int> ForgetAsync(WorkKey key, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        var emptied = 0;
        await store.WriteAsync(async (transaction, token) =>
        {
            emptied = await transaction.ExecuteAsync(
                "UPDATE sync_journal SET fields = NULL, decision = NULL WHERE key = @key AND (fields IS NOT NULL OR decision IS NOT NULL)", token, ("@key", key.ToString()));
            await transaction.ForgetConflictsAsync(key.Type, key.Id, token);
            await transaction.ForgetMatchAsync(key.Type, key.Id, token);
            await transaction.ExecuteAsync("DELETE FROM sync_intent WHERE mapping = @mapping AND external_id = @id AND job_id IS NULL", token, ("@mapping", key.Type), ("@id", key.Id));
            await transaction.ExecuteAsync("UPDATE sync_intent SET fields = '{}', replaced = NULL WHERE mapping = @mapping AND external_id = @id", token, ("@mapping", key.Type), ("@id", key.Id));
            await transaction.ExecuteAsync("UPDATE sync_link SET history = NULL WHERE mapping = @mapping AND external_id = @id", token, ("@mapping", key.Type), ("@id", key.Id));
            await transaction.WriteAsync(key, JournalAction.Decided, cause, token, note: "The values in this record's journal were removed on request.");
        }, cancellationToken);
        return emptied;
    }
}
