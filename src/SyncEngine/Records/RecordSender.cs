using Connector.Salesforce;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Model;

namespace SyncEngine.Records;

/// <summary>Sends what was decided: new records by upsert on the external id, known ones by update on their id; one by REST, many 200 a call.</summary>
internal sealed class RecordSender(ISalesforceClient salesforce)
{
    public async Task SendAsync(EntityMapping mapping, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("send", work.Count);
        foreach (var chunk in work.Where(record => record.Remote is null).Chunk(200))
            await TryAsync(mapping, chunk, UpsertAsync, cancellationToken);
        foreach (var chunk in work.Where(record => record.Remote is not null).Chunk(200))
            await TryAsync(mapping, chunk, UpdateAsync, cancellationToken);
    }

    private static async Task TryAsync(
        EntityMapping mapping, RecordWork[] chunk, Func<EntityMapping, RecordWork[], CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send(mapping, chunk, cancellationToken);
        }
        catch (SalesforceDuplicatesException duplicates)
        {
            Duplicates(mapping, chunk[0], duplicates.Duplicates);
        }
        catch (SalesforceException exception)
        {
            // The intents stay when the answer is lost: what was sent may still land.
            foreach (var record in chunk)
            {
                record.Fail(FailureClassifier.Classify(mapping, exception));
                if (!exception.MayHaveExecuted)
                    record.Saved = new SaveResult(null, false, null, exception.Errors);
            }
        }
    }

    private async Task UpsertAsync(EntityMapping mapping, RecordWork[] chunk, CancellationToken cancellationToken)
    {
        if (chunk is [var one])
        {
            Take(mapping, one, await salesforce.Records.UpsertAsync(one.Body!, mapping.ExternalIdField, one.ExternalId, cancellationToken: cancellationToken));
            return;
        }

        foreach (var record in chunk)
            record.Body![mapping.ExternalIdField] = record.ExternalId;
        Take(mapping, chunk, await salesforce.Records.UpsertManyAsync([.. chunk.Select(record => record.Body!)], mapping.ExternalIdField, cancellationToken));
    }

    private async Task UpdateAsync(EntityMapping mapping, RecordWork[] chunk, CancellationToken cancellationToken)
    {
        foreach (var record in chunk)
            record.Body!.Id = record.Remote!.Id;
        if (chunk is [var one])
        {
            await salesforce.Records.UpdateAsync(one.Body!, cancellationToken);
            Take(mapping, one, new SaveResult(one.Body!.Id, true, false, []));
            return;
        }

        Take(mapping, chunk, await salesforce.Records.UpdateManyAsync([.. chunk.Select(record => record.Body!)], cancellationToken));
    }

    private static void Take(EntityMapping mapping, RecordWork[] chunk, IReadOnlyList<SaveResult> results)
    {
        foreach (var (record, result) in chunk.Zip(results))
            Take(mapping, record, result);
    }

    private static void Take(EntityMapping mapping, RecordWork record, SaveResult result)
    {
        record.Saved = result;
        if (result.Success)
            return;

        var error = result.Errors.Count > 0 ? result.Errors[0] : new SalesforceError("UNKNOWN_EXCEPTION", "", []);
        if (error.Code == "DUPLICATES_DETECTED")
            Duplicates(mapping, record, error.Duplicates);
        else
            record.Fail(FailureClassifier.Classify(mapping, error));
    }

    private static void Duplicates(EntityMapping mapping, RecordWork record, IReadOnlyList<SalesforceId> found)
    {
        record.Saved ??= new SaveResult(null, false, null, []);
        record.Candidates = [.. found.Select(id => new MatchCandidate(id.Value, null, new Dictionary<string, string?>()))];
        record.Ask($"A duplicate rule of Salesforce holds this {mapping.RemoteObject} for one that exists.", "Say which is the same, or that none is.");
    }
}
