using Connector.Salesforce.Bulk;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Records;

/// <summary>Upserts of any number by the way that takes the fewest calls; rows that were refused for the moment go again, and only they.</summary>
internal sealed class UpsertRouting(SalesforceHttp http, ISalesforceRecords records, ISalesforceBulk bulk)
{
    /// <summary>Above this Collections would take more calls than a job does. Source: Bulk API 2.0 Developer Guide.</summary>
    public const int MaxByCollections = 2000;

    private static readonly SaveResult Unmatched =
        new(null, false, null, [new SalesforceError("UNKNOWN_EXCEPTION", "No result of the job could be matched to this record.", [])]);

    public async Task<IReadOnlyList<SaveResult>> UpsertAsync(IReadOnlyList<SalesforceRecord> list, string externalIdField, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(list);
        if (list is [var only])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
            return [await OneAsync(only, externalIdField, cancellationToken)];
        }

        // Bulk jobs know neither all-or-none nor the duplicate rule's header.
        if (list.Count <= MaxByCollections || http.Settings.AllOrNone || http.Settings.DuplicateRule is not null)
            return await records.UpsertManyAsync(list, externalIdField, cancellationToken);

        if (list.Any(record => record.Type != list[0].Type))
            throw new ArgumentException("An upsert of many takes records of one object; group them first.", nameof(list));
        if (list.Any(record => string.IsNullOrWhiteSpace(record.Text(externalIdField))))
            throw new ArgumentException($"Every record needs its {externalIdField}.", nameof(list));

        SaveResult?[] results = await ByJobAsync(list, externalIdField, cancellationToken);
        var refused = Enumerable.Range(0, list.Count).Where(index => results[index] is { Success: false, Errors: [var error, ..] } && RetryRules.IsRefusedForNow(error)).ToList();
        if (refused.Count is > 0 and <= MaxByCollections)
            await AgainAsync(list, refused, results, externalIdField, cancellationToken);

        return results!;
    }

    // What the job did stays told, whatever becomes of the rows that go again.
    private async Task AgainAsync(IReadOnlyList<SalesforceRecord> list, List<int> refused, SaveResult?[] results, string externalIdField, CancellationToken cancellationToken)
    {
        try
        {
            var again = await records.UpsertManyAsync([.. refused.Select(index => list[index])], externalIdField, cancellationToken);
            foreach (var (index, result) in refused.Zip(again))
                results[index] = result;
        }
        catch (SalesforceException exception)
        {
            var answered = exception as SalesforcePartialBatchException;
            for (var row = 0; row < refused.Count; row++)
                results[refused[row]] = answered?.Results[row];
            throw new SalesforcePartialBatchException(results, (SalesforceException?)answered?.InnerException ?? exception);
        }
    }

    // In a list a refused record is a result, also when the list has one.
    private async Task<SaveResult> OneAsync(SalesforceRecord record, string externalIdField, CancellationToken cancellationToken)
    {
        var externalId = record.Text(externalIdField);
        if (string.IsNullOrWhiteSpace(externalId))
            throw new ArgumentException($"Every record needs its {externalIdField}.", nameof(record));

        try
        {
            return await records.UpsertAsync(record, externalIdField, externalId, cancellationToken: cancellationToken);
        }
        catch (SalesforceException exception) when (exception is { Status: System.Net.HttpStatusCode.BadRequest, Errors.Count: > 0 })
        {
            return new SaveResult(null, false, null, exception.Errors);
        }
    }

    private async Task<SaveResult[]> ByJobAsync(IReadOnlyList<SalesforceRecord> list, string externalIdField, CancellationToken cancellationToken)
    {
        var ingest = new BulkIngest(list[0].Type, BulkOperation.Upsert)
        {
            ExternalIdField = externalIdField,
            Fields = [.. list.SelectMany(RowCells.Columns).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
        var results = new SaveResult?[list.Count];
        try
        {
            await foreach (var result in bulk.IngestAsync(ingest, list.ToAsyncEnumerable(), cancellationToken))
            {
                if (result.Index is { } index)
                    results[index] = result.ToSaveResult();
            }
        }
        catch (SalesforceException exception) when (Array.Exists(results, result => result is not null))
        {
            throw new SalesforcePartialBatchException(results, exception);
        }

        return [.. results.Select(result => result ?? Unmatched)];
    }
}
