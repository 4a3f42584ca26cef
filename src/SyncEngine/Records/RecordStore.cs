using System.Text.Json;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>Links, intents and matches in the site's database, in batches.</summary>
internal static class RecordStore
{
    private const int KeysAtOnce = 500;

    // Salesforce ends a call after ten minutes; what it has not done by then, it will not do. The rest is for clocks, and for the feed to bring it.
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(30);

    private static readonly LaterWrite Matched = new(1, 2, ["text", "text"], rows => $"DELETE FROM sync_match WHERE (mapping, external_id) IN ({rows})");

    private static readonly LaterWrite Linked = Link("remote_id = excluded.remote_id, base = excluded.base, history = excluded.history, last_synced_at = excluded.last_synced_at");

    // The Salesforce record is the one it was linked with: its index is left alone.
    private static readonly LaterWrite Agreed =
        Link("base = excluded.base, history = excluded.history, last_synced_at = excluded.last_synced_at WHERE sync_link.remote_id = excluded.remote_id");

    private static readonly LaterWrite Answered = new(3, 1, ["uuid"], rows => $"DELETE FROM sync_intent WHERE id IN ({rows})");

    public static async Task<Dictionary<string, RecordLink>> LinksAsync(
        this IStoreTransaction store, string mapping, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var links = new Dictionary<string, RecordLink>();
        foreach (var chunk in externalIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping));
            command.CommandText = $"SELECT external_id, remote_id, base, history FROM sync_link WHERE mapping = @mapping AND external_id {store.IsOneOf(command, "k", chunk)}";
            foreach (var link in await command.ReadAllAsync(reader => new RecordLink(reader.GetString(0), reader.GetString(1), RecordJson.ReadBase(reader.GetString(2)))
            {
                History = FieldHistory.Read(reader.TextOrNull(3)),
                StoredRemoteId = reader.GetString(1),
            }, cancellationToken))
                links[link.ExternalId] = link;
        }

        return links;
    }

    /// <summary>Which local records are linked with these remote ones: remote id → external id.</summary>
    public static async Task<Dictionary<string, string>> LinksByRemoteAsync(
        this IStoreTransaction store, string mapping, IReadOnlyCollection<string> remoteIds, CancellationToken cancellationToken)
    {
        var owners = new Dictionary<string, string>();
        foreach (var chunk in remoteIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping));
            command.CommandText = $"SELECT remote_id, external_id FROM sync_link WHERE mapping = @mapping AND remote_id {store.IsOneOf(command, "k", chunk)}";
            foreach (var (remoteId, externalId) in await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetString(1)), cancellationToken))
                owners[remoteId] = externalId;
        }

        return owners;
    }

    /// <summary>The links of these remote records: remote id → link.</summary>
    public static async Task<Dictionary<string, RecordLink>> LinkedAsync(
        this IStoreTransaction store, string mapping, IReadOnlyCollection<string> remoteIds, CancellationToken cancellationToken)
    {
        var links = new Dictionary<string, RecordLink>();
        foreach (var chunk in remoteIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping));
            command.CommandText = $"SELECT external_id, remote_id, base FROM sync_link WHERE mapping = @mapping AND remote_id {store.IsOneOf(command, "k", chunk)}";
            foreach (var link in await command.ReadAllAsync(reader => new RecordLink(reader.GetString(0), reader.GetString(1), RecordJson.ReadBase(reader.GetString(2))), cancellationToken))
                links[link.RemoteId] = link;
        }

        return links;
    }

    public static async Task<ILookup<string, RecordIntent>> IntentsAsync(
        this IStoreTransaction store, string mapping, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var intents = new List<RecordIntent>();
        foreach (var chunk in externalIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping), ("@since", (store.Now - LongestCall).ToUnixTimeMilliseconds()));
            command.CommandText =
                $"""
                SELECT id, external_id, fields, replaced, sent_at, job_id FROM sync_intent WHERE mapping = @mapping AND (sent_at > @since OR replaced IS NOT NULL OR job_id IS NOT NULL)
                AND external_id {store.IsOneOf(command, "k", chunk)} ORDER BY sent_at
                """;
            intents.AddRange(await command.ReadAllAsync(
                reader => new RecordIntent(reader.GetGuid(0), reader.GetString(1), Values(reader.GetString(2)))
                {
                    Replaced = reader.TextOrNull(3) is { } replaced ? Values(replaced) : new Dictionary<string, string?>(),
                    SentAt = reader.Time(4),
                    JobId = reader.TextOrNull(5),
                    MayStillLand = reader.TextOrNull(5) is not null || reader.Time(4) > store.Now - LongestCall,
                }, cancellationToken));
        }

        return intents.ToLookup(intent => intent.ExternalId);
    }

    public static async Task<Dictionary<string, MatchRow>> MatchesAsync(
        this IStoreTransaction store, string mapping, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var matches = new Dictionary<string, MatchRow>();
        foreach (var chunk in externalIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping));
            command.CommandText = $"SELECT external_id, choice FROM sync_match WHERE mapping = @mapping AND external_id {store.IsOneOf(command, "k", chunk)}";
            foreach (var match in await command.ReadAllAsync(reader => new MatchRow(reader.GetString(0), reader.TextOrNull(1)), cancellationToken))
                matches[match.ExternalId] = match;
        }

        return matches;
    }

    /// <summary>Writes down what is about to be sent, and forgets what can no longer land.</summary>
    public static async Task AddIntentsAsync(this IStoreTransaction store, string mapping, IReadOnlyList<RecordIntent> intents, CancellationToken cancellationToken)
    {
        await store.ExecuteAsync("DELETE FROM sync_intent WHERE sent_at < @before AND replaced IS NULL AND job_id IS NULL", cancellationToken, ("@before", (store.Now - LongestCall).ToUnixTimeMilliseconds()));
        foreach (var chunk in intents.Chunk(KeysAtOnce))
        {
            await using var command = store.Command("");
            var rows = chunk.Select(object?[] (intent) =>
            [
                intent.Id, mapping, intent.ExternalId, Text(intent.Fields), store.Now.ToUnixTimeMilliseconds(), intent.Replaced.Count > 0 ? Text(intent.Replaced) : null, intent.JobId,
            ]).ToList();
            command.CommandText = $"INSERT INTO sync_intent (id, mapping, external_id, fields, sent_at, replaced, job_id) {store.RowsFrom(command, rows, "uuid", "text", "text", "text", "bigint", "text", "text")}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Of what one bulk job was to carry, another carries it now.</summary>
    public static async Task MoveIntentsAsync(this IStoreTransaction store, IReadOnlyList<RecordIntent> intents, string jobId, CancellationToken cancellationToken)
    {
        foreach (var chunk in intents.Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@job", jobId), ("@now", store.Now.ToUnixTimeMilliseconds()));
            command.CommandText = $"UPDATE sync_intent SET job_id = @job, sent_at = @now WHERE id IN ({store.RowsFrom(command, [.. chunk.Select(object?[] (intent) => [intent.Id])], "uuid")})";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// A bulk job has ended: what it carried stands as a call that was sent now and whose answer was lost. Takes so many intents at once that no save waits for long.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    public static async Task<bool> EndJobAsync(this IStoreTransaction store, string jobId, CancellationToken cancellationToken) =>
        await store.ExecuteAsync(
            $"UPDATE sync_intent SET job_id = NULL, sent_at = @now WHERE id IN (SELECT id FROM sync_intent WHERE job_id = @job ORDER BY id LIMIT {2 * KeysAtOnce})",
            cancellationToken, ("@job", jobId), ("@now", store.Now.ToUnixTimeMilliseconds())) == 2 * KeysAtOnce;

    /// <summary>What the intents replaced stands in the journal now.</summary>
    public static async Task ToldAsync(this IStoreTransaction store, IEnumerable<RecordIntent> intents, CancellationToken cancellationToken)
    {
        foreach (var intent in intents)
            await store.ExecuteAsync("UPDATE sync_intent SET replaced = NULL WHERE id = @id", cancellationToken, ("@id", intent.Id));
    }

    public static Task AnsweredAsync(this IStoreTransaction store, Guid intent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ((StoreTransaction)store).Later.Add(Answered, intent);
        return Task.CompletedTask;
    }

    public static Task LinkAsync(this IStoreTransaction store, string mapping, RecordLink link, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (later, now) = (((StoreTransaction)store).Later, store.Now.ToUnixTimeMilliseconds());
        later.Add(Matched, mapping, link.ExternalId);
        later.Add(link.StoredRemoteId == link.RemoteId ? Agreed : Linked, mapping, link.ExternalId, link.RemoteId, RecordJson.Write(link.Base), link.History.Write(), now, now);
        return Task.CompletedTask;
    }

    public static Task UnlinkAsync(this IStoreTransaction store, string mapping, string externalId, CancellationToken cancellationToken) =>
        store.ExecuteAsync("DELETE FROM sync_link WHERE mapping = @mapping AND external_id = @id", cancellationToken, ("@mapping", mapping), ("@id", externalId));

    public static Task ForgetMatchAsync(this IStoreTransaction store, string mapping, string externalId, CancellationToken cancellationToken) =>
        store.ExecuteAsync("DELETE FROM sync_match WHERE mapping = @mapping AND external_id = @id", cancellationToken, ("@mapping", mapping), ("@id", externalId));

    /// <summary>As if a person had been asked at first contact and had said that none of the existing records is the same.</summary>
    public static Task ChooseNewAsync(this IStoreTransaction store, string mapping, string externalId, Model.Cause cause, CancellationToken cancellationToken) =>
        store.ExecuteAsync("INSERT INTO sync_match (mapping, external_id, reason, candidates, found_at, choice, decided_by) VALUES (@mapping, @id, '', '[]', @now, @choice, @by)", cancellationToken,
            ("@mapping", mapping), ("@id", externalId), ("@now", store.Now.ToUnixTimeMilliseconds()), ("@choice", SyncMatches.CreateNew), ("@by", cause.ToString()));

    /// <summary>Asks a person whose record it is. What they have chosen since the record was looked at, among the same candidates, counts.</summary>
    public static Task AskAsync(
        this IStoreTransaction store, string mapping, string externalId, string reason, IReadOnlyList<MatchCandidate> candidates, bool knewChoice, CancellationToken cancellationToken) =>
        store.ExecuteAsync(
            """
            INSERT INTO sync_match (mapping, external_id, reason, candidates, found_at) VALUES (@mapping, @id, @reason, @candidates, @now)
            ON CONFLICT (mapping, external_id) DO UPDATE SET reason = excluded.reason, candidates = excluded.candidates, found_at = excluded.found_at,
                choice = CASE WHEN @knew = 0 AND sync_match.candidates = excluded.candidates THEN sync_match.choice END,
                decided_by = CASE WHEN @knew = 0 AND sync_match.candidates = excluded.candidates THEN sync_match.decided_by END
            """,
            cancellationToken,
            ("@mapping", mapping), ("@id", externalId), ("@reason", reason), ("@knew", knewChoice ? 1 : 0),
            ("@candidates", JsonSerializer.Serialize([.. candidates], RecordJson.Default.ListMatchCandidate)), ("@now", store.Now.ToUnixTimeMilliseconds()));

    /// <summary>Whether anything is pending for a key: a mark whose time has come, or a row in any state.</summary>
    public static async Task<bool> IsPendingAsync(this IStoreTransaction store, string key, CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT 1 FROM sync_work WHERE key = @key UNION ALL SELECT 1 FROM sync_mark WHERE key = @key AND not_before <= @now", _ => true, cancellationToken,
            ("@key", key), ("@now", store.Now.ToUnixTimeMilliseconds()))).Count > 0;

    private static Dictionary<string, string?> Values(string json) => JsonSerializer.Deserialize(json, RecordJson.Default.DictionaryStringString)!;

    private static string Text(IReadOnlyDictionary<string, string?> values) => JsonSerializer.Serialize(new Dictionary<string, string?>(values), RecordJson.Default.DictionaryStringString);

    private static LaterWrite Link(string update) => new(2, 2, ["text", "text", "text", "text", "text", "bigint", "bigint"], rows =>
        $"INSERT INTO sync_link (mapping, external_id, remote_id, base, history, linked_at, last_synced_at) {rows} ON CONFLICT (mapping, external_id) DO UPDATE SET {update}");
}
