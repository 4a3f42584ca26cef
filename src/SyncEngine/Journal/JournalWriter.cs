using System.Text.Json;
using System.Text.Json.Serialization;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Journal;

/// <summary>Appends to the journal, in the transaction of what it tells.</summary>
internal static partial class JournalWriter
{
    public static Task<int> WriteAsync(
        this IStoreTransaction store, WorkKey key, JournalAction action, Cause cause, CancellationToken cancellationToken,
        string? remoteId = null, IReadOnlyList<JournalField>? fields = null, Failure? failure = null, string? note = null, string? decision = null) =>
        store.ExecuteAsync(
            """
            INSERT INTO sync_journal (at, key, scope, action, cause, remote_id, fields, failure, note, decision, waited_ms)
            VALUES (@at, @key, @scope, @action, @cause, @remote_id, @fields, @failure, @note, @decision, @waited)
            """,
            cancellationToken,
            ("@at", store.Now.ToUnixTimeMilliseconds()), ("@key", key.ToString()), ("@scope", key.Scope), ("@action", (int)action), ("@cause", cause.ToString()),
            ("@remote_id", remoteId), ("@fields", fields is { Count: > 0 } ? JsonSerializer.Serialize(fields, Fields.Default.IReadOnlyListJournalField) : null),
            ("@failure", failure is null ? null : StoredFailure.Write(failure)), ("@note", note), ("@decision", decision),
            ("@waited", (store as StoreTransaction)?.MarkedSince is { } marked && marked.TryGetValue(key, out var since) ? (long?)Math.Max(0, (store.Now - since).TotalMilliseconds) : null));

    internal static IReadOnlyList<JournalField> ReadFields(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, Fields.Default.IReadOnlyListJournalField) ?? [];

    [JsonSerializable(typeof(IReadOnlyList<JournalField>))]
    internal sealed partial class Fields : JsonSerializerContext;
}
