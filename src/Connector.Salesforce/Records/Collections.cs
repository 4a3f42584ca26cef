using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Records;

/// <summary>
/// sObject Collections: 200 records a call, in the order given, results by index. Of a call's rows only those go again that were refused
/// for the moment (a row lock), and only they. Source: REST API Developer Guide, "sObject Collections".
/// </summary>
internal sealed class Collections(SalesforceHttp http)
{
    public const int MaxRecords = 200;
    public const int MaxTypeChunks = 10;
    public const int MaxRetrieved = 2000;

    private string Root => $"{http.DataPath}/composite/sobjects";

    public Task<IReadOnlyList<SaveResult>> CreateAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken) =>
        SaveAsync("create_many", HttpMethod.Post, Root, records, withId: false, cancellationToken);

    public Task<IReadOnlyList<SaveResult>> UpdateAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Any(record => record.Id is null))
            throw new ArgumentException("A record without an id cannot be updated; create or upsert it.", nameof(records));

        return SaveAsync("update_many", HttpMethod.Patch, Root, records, withId: true, cancellationToken);
    }

    public Task<IReadOnlyList<SaveResult>> UpsertAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
        if (records.Count == 0)
            return Task.FromResult<IReadOnlyList<SaveResult>>([]);
        if (records.Any(record => record.Type != records[0].Type))
            throw new ArgumentException("An upsert of many takes records of one object; group them first.", nameof(records));
        if (records.Any(record => string.IsNullOrWhiteSpace(record.Text(externalIdField))))
            throw new ArgumentException($"Every record needs its {externalIdField}.", nameof(records));

        return SaveAsync("upsert_many", HttpMethod.Patch, $"{Root}/{Uri.EscapeDataString(records[0].Type)}/{Uri.EscapeDataString(externalIdField)}", records, withId: false, cancellationToken);
    }

    public Task<IReadOnlyList<SaveResult>> DeleteAsync(IReadOnlyList<SalesforceId> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var allOrNone = http.Settings.AllOrNone ? "true" : "false";
        return RunAsync(Batches(ids.Count, (_, _) => false), indexes => new SalesforceCall("delete_many", HttpMethod.Delete,
            $"{Root}?ids={string.Join(',', indexes.Select(index => ids[index].Value))}&allOrNone={allOrNone}")
        {
            Count = indexes.Count,
        }, ids.Count, cancellationToken);
    }

    public async Task<IReadOnlyList<SalesforceRecord?>> RetrieveAsync(
        string type, IReadOnlyList<SalesforceId> ids, IReadOnlyCollection<string> fields, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(fields);
        var records = new List<SalesforceRecord?>(ids.Count);
        foreach (var chunk in ids.Chunk(MaxRetrieved))
        {
            var answer = await http.SendAsync(new SalesforceCall("retrieve", HttpMethod.Post, $"{Root}/{Uri.EscapeDataString(type)}")
            {
                Object = type,
                Count = chunk.Length,
                IsWrite = false,
                IsRepeatable = true,
                Body = new JsonObject
                {
                    ["ids"] = new JsonArray([.. chunk.Select(id => JsonValue.Create(id.Value))]),
                    ["fields"] = new JsonArray([.. fields.Select(field => JsonValue.Create(field))]),
                },
            }, cancellationToken);
            records.AddRange(answer.Rows(chunk.Length).Select(row => row is JsonObject found ? new SalesforceRecord(type, found) : null));
        }

        return records;
    }

    private Task<IReadOnlyList<SaveResult>> SaveAsync(
        string operation, HttpMethod method, string path, IReadOnlyList<SalesforceRecord> records, bool withId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        var type = records.Count > 0 && records.All(record => record.Type == records[0].Type) ? records[0].Type : null;
        var batches = Batches(records.Count, (left, right) => records[left].Type != records[right].Type);
        return RunAsync(batches, indexes => new SalesforceCall(operation, method, path)
        {
            Object = type,
            Count = indexes.Count,
            Body = new JsonObject
            {
                ["allOrNone"] = http.Settings.AllOrNone,
                ["records"] = new JsonArray([.. indexes.Select(index => records[index].ToJson(withAttributes: true, withId))]),
            },
        }, records.Count, cancellationToken);
    }

    private async Task<IReadOnlyList<SaveResult>> RunAsync(
        List<IReadOnlyList<int>> batches, Func<IReadOnlyList<int>, SalesforceCall> call, int count, CancellationToken cancellationToken)
    {
        if (http.Settings.AllOrNone && batches.Count > 1)
            throw new ArgumentException($"All or none holds within one call: at most {MaxRecords} records, of at most {MaxTypeChunks} runs of one object.");

        var results = new SaveResult?[count];
        foreach (var batch in batches)
        {
            try
            {
                await SendAsync(batch, call, results, cancellationToken);
            }
            catch (SalesforceException exception) when (Array.Exists(results, result => result is not null))
            {
                throw new SalesforcePartialBatchException(results, exception);
            }
        }

        return results!;
    }

    private async Task SendAsync(IReadOnlyList<int> indexes, Func<IReadOnlyList<int>, SalesforceCall> call, SaveResult?[] results, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await http.SendAsync(call(indexes), cancellationToken);
            var rows = answer.Rows(indexes.Count);
            for (var row = 0; row < rows.Count; row++)
                results[indexes[row]] = SaveResults.Read(answer, rows[row]);

            // A refused row was not written, so that even a create may go again; with all-or-none the whole call was rolled back for it.
            indexes = [.. indexes.Where(index => results[index] is { Success: false, Errors: [var error, ..] } && RetryRules.IsRefusedForNow(error))];
            if (indexes.Count == 0 || attempt >= http.Options.MaxRetries || http.Settings.AllOrNone)
                return;

            // What the refusal said of a row holds no longer once it is under way again: if the next answer is lost, nobody knows what became of it.
            foreach (var index in indexes)
                results[index] = null;
            await Task.Delay(RetryRules.Delay(http.Options.RetryDelay, attempt, Random.Shared.NextDouble()), http.Time, cancellationToken);
        }
    }

    // A run of records of one object is a chunk, and a call takes ten of them. The order stays: a child may follow its parent.
    private static List<IReadOnlyList<int>> Batches(int count, Func<int, int, bool> differ)
    {
        var batches = new List<IReadOnlyList<int>>();
        var batch = new List<int>();
        var chunks = 1;
        for (var index = 0; index < count; index++)
        {
            if (batch.Count > 0 && differ(index - 1, index))
                chunks++;
            if (batch.Count == MaxRecords || chunks > MaxTypeChunks)
            {
                batches.Add(batch);
                batch = [];
                chunks = 1;
            }

            batch.Add(index);
        }

        if (batch.Count > 0)
            batches.Add(batch);
        return batches;
    }
}
