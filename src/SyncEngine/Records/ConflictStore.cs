using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>Conflicts, decisions on them, and the switches, in the site's database.</summary>
internal static class ConflictStore
{
    private const int KeysAtOnce = 500;

    private static readonly LaterWrite Decided = new(0, 2, ["text", "text"], rows => $"DELETE FROM sync_conflict WHERE (mapping, external_id) IN ({rows})");

    public static async Task<Switches> SwitchesAsync(this IStoreTransaction store, EntityMapping mapping, CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT outward, inward FROM sync_switch WHERE mapping = @mapping",
            reader => new Switches((DirectionSwitch)reader.GetInt32(0), (DirectionSwitch)reader.GetInt32(1)), cancellationToken, ("@mapping", mapping.Name)))
            .FirstOrDefault() ?? new Switches(mapping.Outward, mapping.Inward);

    /// <summary>
    /// What persons decided and what has not been carried out yet, and whether they were asked as unclear: external id → the questions on its fields.
    /// </summary>
    public static async Task<ILookup<string, FieldQuestion>> QuestionsAsync(this IStoreTransaction store, string mapping, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var questions = new List<(string Id, FieldQuestion Question)>();
        foreach (var chunk in externalIds.Distinct().Chunk(KeysAtOnce))
        {
            await using var command = store.Command("", ("@mapping", mapping));
            command.CommandText =
                $"""
                SELECT external_id, field, choice, choice_value, local_value, remote_value, reason FROM sync_conflict
                WHERE mapping = @mapping AND (choice IS NOT NULL OR reason = 'unclear') AND external_id {store.IsOneOf(command, "k", chunk)}
                """;
            questions.AddRange(await command.ReadAllAsync(
                reader => (reader.GetString(0), new FieldQuestion(reader.GetString(1), reader.GetString(6) == "unclear", reader.TextOrNull(4), reader.TextOrNull(5),
                    reader.IsDBNull(2) ? null : new FieldDecision((FieldChoice)reader.GetInt32(2), reader.TextOrNull(3), reader.TextOrNull(4), reader.TextOrNull(5)))), cancellationToken));
        }

        return questions.ToLookup(row => row.Id, row => row.Question);
    }

    /// <summary>Writes down what has to be decided, and forgets what is decided or gone. A question that stands unchanged keeps its time.</summary>
    /// <param name="store">The transaction.</param>
    /// <param name="work">The record.</param>
    /// <param name="applied">The fields whose values were written on the site.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static async Task AskFieldsAsync(this IStoreTransaction store, RecordWork work, IEnumerable<string> applied, CancellationToken cancellationToken)
    {
        // A decision stays until it is carried out, on both sides where it concerns both.
        var waiting = work.Plan!.Fields
            .Where(plan => plan.Reason == "decided" && (plan.Action == FieldAction.Push ? work.ReadBack is null : plan.Action != FieldAction.Keep && !applied.Contains(plan.Field)))
            .Select(plan => plan.Field).ToList();
        var asked = work.Input!.Fields.Zip(work.Plan!.Fields).Where(pair => pair.Second.Action == FieldAction.Ask).ToList();
        string[] kept = [.. asked.Select(pair => pair.First.Field), .. waiting];
        if (kept.Length == 0)
        {
            ((StoreTransaction)store).Later.Add(Decided, work.Mapping.Name, work.ExternalId);
            return;
        }

        await using (var command = store.Command("", ("@mapping", work.Mapping.Name), ("@id", work.ExternalId)))
        {
            command.CommandText = $"DELETE FROM sync_conflict WHERE mapping = @mapping AND external_id = @id AND field NOT IN {command.List("f", kept)}";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var (input, plan) in asked)
        {
            await store.ExecuteAsync(
                $"""
                INSERT INTO sync_conflict (mapping, external_id, field, remote_field, reason, local_value, remote_value, base_local, base_remote, local_at, remote_at, local_cause, found_at)
                VALUES (@mapping, @id, @field, @remote_field, @reason, @local, @remote, @base_local, @base_remote, @local_at, @remote_at, @cause, @now)
                ON CONFLICT (mapping, external_id, field) DO UPDATE SET
                    choice = {IfDecidedSince("choice")}, choice_value = {IfDecidedSince("choice_value")}, decided_by = {IfDecidedSince("decided_by")},
                    reason = excluded.reason, local_value = excluded.local_value, remote_value = excluded.remote_value, base_local = excluded.base_local,
                    base_remote = excluded.base_remote, local_at = excluded.local_at, remote_at = excluded.remote_at, local_cause = excluded.local_cause
                """,
                cancellationToken,
                ("@mapping", work.Mapping.Name), ("@id", work.ExternalId), ("@field", input.Field), ("@remote_field", RecordPlanning.RemoteField(work.Mapping, input.Field)),
                ("@reason", plan.Reason), ("@local", input.Local), ("@remote", input.Remote), ("@base_local", input.Base?.Local), ("@base_remote", input.Base?.Remote),
                ("@local_at", work.Item.EditedAt?.ToUnixTimeMilliseconds()), ("@remote_at", work.Input.RemoteEditedAt?.ToUnixTimeMilliseconds()),
                ("@cause", work.Item.Cause.ToString()), ("@knew", work.Questions.Any(question => question.Field == input.Field && question.Decision is not null) ? 1 : 0), ("@now", store.Now.ToUnixTimeMilliseconds()));
        }
    }

    // A person may have decided since the record was read: on the same two values the decision counts, and is carried out by the mark that it left.
    private static string IfDecidedSince(string column) =>
        $"CASE WHEN @knew = 0 AND sync_conflict.local_value IS NOT DISTINCT FROM excluded.local_value AND sync_conflict.remote_value IS NOT DISTINCT FROM excluded.remote_value THEN sync_conflict.{column} END";

    public static Task ForgetConflictsAsync(this IStoreTransaction store, string mapping, string externalId, CancellationToken cancellationToken) =>
        store.ExecuteAsync("DELETE FROM sync_conflict WHERE mapping = @mapping AND external_id = @id", cancellationToken, ("@mapping", mapping), ("@id", externalId));
}
