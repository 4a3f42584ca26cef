using System.Text.Json;
using System.Text.Json.Serialization;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Journal;

/// <summary>Appends to the journal, in the transaction of what it tells: at its end.</summary>
internal static partial class JournalWriter
{
    private static readonly LaterWrite Entry = new(9, 0,
        ["bigint", "text", "text", "integer", "text", "text", "text", "text", "text", "text", "bigint"],
        rows => $"INSERT INTO sync_journal (at, key, scope, action, cause, remote_id, fields, failure, note, decision, waited_ms) {rows}");

    public static Task WriteAsync(
        this IStoreTransaction store, WorkKey key, JournalAction action, Cause cause, CancellationToken cancellationToken,
        string? remoteId = null, IReadOnlyList<JournalField>? fields = null, Failure? failure = null, string? note = null, string? decision = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var transaction = (StoreTransaction)store;
        transaction.Later.Add(Entry,
            store.Now.ToUnixTimeMilliseconds(), key.ToString(), key.Scope, (int)action, cause.ToString(), remoteId,
            fields is { Count: > 0 } ? JsonSerializer.Serialize(fields, Fields.Default.IReadOnlyListJournalField) : null,
            failure is null ? null : StoredFailure.Write(failure), note, decision,
            transaction.MarkedSince.TryGetValue(key, out var since) ? (long)Math.Max(0, (store.Now - since).TotalMilliseconds) : null);
        return Task.CompletedTask;
    }

    internal static IReadOnlyList<JournalField> ReadFields(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, Fields.Default.IReadOnlyListJournalField) ?? [];

    [JsonSerializable(typeof(IReadOnlyList<JournalField>))]
    internal sealed partial class Fields : JsonSerializerContext;
}
