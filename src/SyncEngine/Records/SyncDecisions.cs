using System.Text.Json;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

internal sealed class SyncDecisions(ISyncStore store) : ISyncDecisions
{
    public async Task<DecisionReplay> ReplayAsync(int last, string? mapping = null, ConflictPolicy? policy = null, CancellationToken cancellationToken = default)
    {
        if (last is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(nameof(last), last, "Replay 1 to 10,000 decisions.");

        var scope = mapping is null ? "" : $"{WorkKey.RecordKind}:{mapping}";
        var stored = await store.ReadAsync((reading, token) => reading.QueryAsync(
            $"SELECT id, key, decision FROM sync_journal WHERE decision IS NOT NULL AND (@scope = '' OR scope = @scope) ORDER BY id DESC LIMIT {last}",
            reader => (Id: reader.GetInt64(0), Key: WorkKey.Parse(reader.GetString(1)), Decision: RecordJson.ReadDecision(reader.GetString(2))), token, ("@scope", scope)), cancellationToken);
        var differences = new List<DecisionDifference>();
        foreach (var (id, key, decision) in stored)
        {
            var input = policy is { } other ? decision.Input with { Fields = [.. decision.Input.Fields.Select(field => field with { Policy = other, Decision = null })] } : decision.Input;
            var plan = MergePlanner.Plan(input);
            foreach (var ((was, would), field) in decision.Plan.Fields.Zip(plan.Fields).Zip(input.Fields))
            {
                if (was != would)
                    differences.Add(new DecisionDifference(id, key, field.Field, was, would, field));
            }
        }

        return new DecisionReplay(stored.Count, differences);
    }

    public async Task<RecordedDecision?> GetAsync(long journalId, CancellationToken cancellationToken = default) =>
        (await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT key, at, decision FROM sync_journal WHERE id = @id AND decision IS NOT NULL",
            reader =>
            {
                var decision = RecordJson.ReadDecision(reader.GetString(2));
                return new RecordedDecision(journalId, WorkKey.Parse(reader.GetString(0)), reader.Time(1), [.. decision.Input.Fields.Zip(decision.Plan.Fields)]);
            }, token, ("@id", journalId)), cancellationToken)).FirstOrDefault();

    public async Task<string?> ExportAsync(long journalId, CancellationToken cancellationToken = default)
    {
        var stored = (await store.ReadAsync((reading, token) => reading.QueryAsync("SELECT decision FROM sync_journal WHERE id = @id AND decision IS NOT NULL",
            reader => reader.GetString(0), token, ("@id", journalId)), cancellationToken)).FirstOrDefault();
        if (stored is null)
            return null;

        return JsonSerializer.Serialize(DecisionRedaction.Redact(RecordJson.ReadDecision(stored)), RecordJson.Default.StoredDecision);
    }
}
