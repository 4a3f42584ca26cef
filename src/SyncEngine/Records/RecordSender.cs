using Connector.Salesforce;
using Connector.Salesforce.RateLimiting;
using Connector.Salesforce.Records;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Model;

namespace SyncEngine.Records;

/// <summary>Sends what was decided: new records by upsert on the external id, known ones by update on their id; one by REST, many 200 a call.</summary>
internal sealed class RecordSender(ISalesforceClient salesforce, CallPriority priority)
{
    // What is sent is written down as an intent first: a lost answer is found out about at the next try, and not covered up by a second sending.
    private readonly ISalesforceClient _salesforce = salesforce.WithSettings(new CallSettings { Priority = priority, RepeatsLostWrites = false });

    // A person has said that none of the records which a duplicate rule names is the same.
    private readonly ISalesforceClient _overruling =
        salesforce.WithSettings(new CallSettings { Priority = priority, RepeatsLostWrites = false, DuplicateRule = new DuplicateRule { AllowSave = true } });

    public async Task SendAsync(EntityMapping mapping, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("send", work.Count);
        foreach (var creates in work.Where(record => record.Remote is null).GroupBy(record => record.Choice == SyncMatches.CreateNew))
        {
            var client = creates.Key ? _overruling : _salesforce;
            foreach (var chunk in creates.Chunk(200))
                await TryAsync(mapping, chunk, () => UpsertAsync(client, mapping, chunk, cancellationToken));
        }

        foreach (var chunk in work.Where(record => record.Remote is not null).Chunk(200))
            await TryAsync(mapping, chunk, () => UpdateAsync(mapping, chunk, cancellationToken));
        await DescribeCandidatesAsync(mapping, work, cancellationToken);
    }

    /// <summary>The priority that a lane's calls have in the connector: payments may use what the others must leave.</summary>
    public static CallPriority PriorityOf(Lane lane) => lane switch
    {
        Lane.Payments => CallPriority.High,
        Lane.Profiles => CallPriority.Normal,
        _ => CallPriority.Low,
    };

    private static async Task TryAsync(EntityMapping mapping, RecordWork[] chunk, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (SalesforceDuplicatesException duplicates) when (chunk is [var one])
        {
            Duplicates(mapping, one, duplicates.Duplicates);
        }
        catch (SalesforcePartialBatchException partial)
        {
            for (var index = 0; index < chunk.Length; index++)
            {
                if (partial.Results[index] is { } result)
                    Take(mapping, chunk[index], result);
                else
                    Lose(mapping, chunk[index], partial);
            }
        }
        catch (SalesforceException exception)
        {
            foreach (var record in chunk)
                Lose(mapping, record, exception);
        }
    }

    // The intent stays when the answer is lost: what was sent may still land.
    private static void Lose(EntityMapping mapping, RecordWork record, SalesforceException exception)
    {
        if (!exception.MayHaveExecuted)
            record.Saved = new SaveResult(null, false, null, exception.Errors);
        if (exception.Errors is [var error, ..] && IsTaken(mapping, record, error))
            AskWhose(mapping, record);
        else
            record.Fail(FailureClassifier.Classify(mapping, exception));
    }

    // A record is linked with one that lacks its external id, for which another has it: no further try finds anything else.
    private static bool IsTaken(EntityMapping mapping, RecordWork record, SalesforceError error) =>
        error.Code == "DUPLICATE_VALUE" && record is { Link: not null, Remote: not null } && record.Body!.Has(mapping.ExternalIdField)
        && (error.Fields.Count == 0 || error.Fields.Contains(mapping.ExternalIdField));

    private static void AskWhose(EntityMapping mapping, RecordWork record) => record.Ask(
        $"The linked {mapping.RemoteObject} record was merged in Salesforce, and a call of ours that landed after that has made another one with this record's id.",
        $"Merge the two {mapping.RemoteObject} records in Salesforce, then retry.");

    private static async Task UpsertAsync(ISalesforceClient client, EntityMapping mapping, RecordWork[] chunk, CancellationToken cancellationToken)
    {
        if (chunk is [var one])
        {
            Take(mapping, one, await client.Records.UpsertAsync(one.Body!, mapping.ExternalIdField, one.ExternalId, cancellationToken: cancellationToken));
            return;
        }

        foreach (var record in chunk)
            record.Body![mapping.ExternalIdField] = record.ExternalId;
        Take(mapping, chunk, await client.Records.UpsertManyAsync([.. chunk.Select(record => record.Body!)], mapping.ExternalIdField, cancellationToken));
    }

    private async Task UpdateAsync(EntityMapping mapping, RecordWork[] chunk, CancellationToken cancellationToken)
    {
        foreach (var record in chunk)
            record.Body!.Id = record.Remote!.Id;
        if (chunk is [var one])
        {
            await _salesforce.Records.UpdateAsync(one.Body!, cancellationToken);
            Take(mapping, one, new SaveResult(one.Body!.Id, true, false, []));
            return;
        }

        Take(mapping, chunk, await _salesforce.Records.UpdateManyAsync([.. chunk.Select(record => record.Body!)], cancellationToken));
    }

    private static void Take(EntityMapping mapping, RecordWork[] chunk, IReadOnlyList<SaveResult> results)
    {
        foreach (var (record, result) in chunk.Zip(results))
            Take(mapping, record, result);
    }

    /// <summary>Takes what Salesforce says of one record.</summary>
    public static void Take(EntityMapping mapping, RecordWork record, SaveResult result)
    {
        record.Saved = result;
        if (result.Success)
            return;

        var error = result.Errors.Count > 0 ? result.Errors[0] : new SalesforceError("UNKNOWN_EXCEPTION", "", []);
        if (error.Code == "DUPLICATES_DETECTED")
            Duplicates(mapping, record, error.Duplicates);
        else if (IsTaken(mapping, record, error))
            AskWhose(mapping, record);
        else
            record.Fail(FailureClassifier.Classify(mapping, error));
    }

    private static void Duplicates(EntityMapping mapping, RecordWork record, IReadOnlyList<SalesforceId> found)
    {
        record.Saved ??= new SaveResult(null, false, null, []);
        record.Candidates = [.. found.Distinct().Select(id => new MatchCandidate(id.Value, null, new Dictionary<string, string?>()))];
        record.Ask($"A duplicate rule of Salesforce holds this {mapping.RemoteObject} for one that exists.", "Say which is the same, or that none is.");
    }

    // A duplicate rule tells ids alone; a person wants to see both records side by side.
    private async Task DescribeCandidatesAsync(EntityMapping mapping, IReadOnlyList<RecordWork> work, CancellationToken cancellationToken)
    {
        var ids = work.SelectMany(record => record.Candidates).Select(candidate => SalesforceId.Parse(candidate.RemoteId, null)).Distinct().ToList();
        if (ids.Count == 0)
            return;

        try
        {
            var found = await new RemoteReader(_salesforce).RetrieveAsync(mapping, ids, cancellationToken);
            foreach (var record in work.Where(record => record.Candidates.Count > 0))
                record.Candidates = [.. record.Candidates.Select(candidate => found.TryGetValue(candidate.RemoteId, out var row) ? RemoteReader.Candidate(mapping, row) : candidate)];
        }
        catch (SalesforceException)
        {
            // They are shown by their ids.
        }
    }
}
