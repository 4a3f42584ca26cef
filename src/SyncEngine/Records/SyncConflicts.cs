using System.Data.Common;
using System.Globalization;
using SyncEngine.Journal;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncConflicts(ISyncStore store, MappingCatalog catalog) : ISyncConflicts
{
    private const string Columns =
        "SELECT mapping, external_id, field, remote_field, reason, local_value, remote_value, base_local, base_remote, local_at, remote_at, local_cause, found_at FROM sync_conflict";

    public Task<Page<SyncConflict>> ListAsync(string? mapping = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default)
    {
        if (pageSize is < 1 or > 500)
            throw new ArgumentOutOfRangeException(nameof(pageSize), pageSize, "A page has 1 to 500 rows.");

        var offset = int.TryParse(after, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
        return store.ReadAsync(async (reading, token) =>
        {
            var rows = await reading.QueryAsync(
                $"""
                {Columns} WHERE choice IS NULL AND (@mapping = '' OR mapping = @mapping)
                ORDER BY found_at, mapping, external_id, field LIMIT {pageSize + 1} OFFSET {offset}
                """, Read, token, ("@mapping", mapping ?? ""));
            return new Page<SyncConflict>([.. rows.Take(pageSize)], rows.Count > pageSize ? (offset + pageSize).ToString(CultureInfo.InvariantCulture) : null);
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<SyncConflict>> FindAsync(WorkKey key, CancellationToken cancellationToken = default) => await store.ReadAsync((reading, token) => reading.QueryAsync(
        $"{Columns} WHERE choice IS NULL AND mapping = @mapping AND external_id = @id ORDER BY field", Read, token, ("@mapping", key.Type), ("@id", key.Id)), cancellationToken);

    public Task<long> CountAsync(CancellationToken cancellationToken = default) => store.ReadAsync(async (reading, token) =>
        (await reading.QueryAsync("SELECT count(*) FROM sync_conflict WHERE choice IS NULL", reader => reader.GetInt64(0), token))[0], cancellationToken);

    public async Task<bool> ResolveAsync(SyncConflict conflict, FieldChoice choice, string? value, Cause cause, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conflict);
        ArgumentNullException.ThrowIfNull(cause);
        var mapping = catalog.Find(conflict.Mapping) ?? throw new ArgumentException($"There is no mapping '{conflict.Mapping}'.", nameof(conflict));
        var decided = false;
        await store.WriteAsync(async (transaction, token) =>
        {
            decided = await transaction.ExecuteAsync(
                """
                UPDATE sync_conflict SET choice = @choice, choice_value = @value, decided_by = @by
                WHERE mapping = @mapping AND external_id = @id AND field = @field AND choice IS NULL
                AND COALESCE(local_value, '') = @local AND COALESCE(remote_value, '') = @remote
                """, token,
                ("@choice", (int)choice), ("@value", string.IsNullOrEmpty(value) ? null : value), ("@by", cause.ToString()), ("@mapping", mapping.Name),
                ("@id", conflict.ExternalId), ("@field", conflict.Field), ("@local", conflict.Local ?? ""), ("@remote", conflict.Remote ?? "")) > 0;
            if (!decided)
                return;

            var key = WorkKey.ForRecord(mapping.Name, conflict.ExternalId);
            var stands = choice switch { FieldChoice.Local => conflict.Local, FieldChoice.Remote => conflict.Remote, _ => value };
            await transaction.WriteAsync(key, JournalAction.Decided, cause, token,
                fields: [new JournalField(conflict.Field, conflict.RemoteField, choice != FieldChoice.Remote, choice == FieldChoice.Local ? conflict.Remote : conflict.Local, stands)],
                note: choice switch
                {
                    FieldChoice.Local => $"Decided: the site's {conflict.Field} stands.",
                    FieldChoice.Remote => $"Decided: Salesforce's {conflict.RemoteField} stands.",
                    _ => $"Decided: a third value for {conflict.Field}.",
                });
            await transaction.MarkAsync([new MarkRequest(key, mapping.Lane, new Cause("decision", cause.ToString())) { Delay = TimeSpan.Zero }], token);
        }, cancellationToken);
        return decided;
    }

    private static SyncConflict Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.TextOrNull(5), reader.TextOrNull(6),
        reader.TextOrNull(7), reader.TextOrNull(8), reader.TimeOrNull(9), reader.TimeOrNull(10), reader.GetString(11), reader.Time(12));
}
