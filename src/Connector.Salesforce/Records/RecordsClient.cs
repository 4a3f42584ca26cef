using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Records;

/// <summary>sObject rows over REST; lists go to <see cref="Collections"/>.</summary>
internal sealed class RecordsClient(SalesforceHttp http) : ISalesforceRecords
{
    private readonly Collections _collections = new(http);

    public Task<SalesforceRecord?> GetAsync(string type, SalesforceId id, IReadOnlyCollection<string>? fields = null, CancellationToken cancellationToken = default) =>
        ReadAsync(type, new SalesforceCall("get", HttpMethod.Get, $"{Row(type)}/{id}{Fields(fields)}") { Object = type }, cancellationToken);

    public Task<SalesforceRecord?> GetByExternalIdAsync(
        string type, string externalIdField, string externalId, IReadOnlyCollection<string>? fields = null, CancellationToken cancellationToken = default) =>
        ReadAsync(type, new SalesforceCall("get", HttpMethod.Get, ExternalRow(type, externalIdField, externalId) + Fields(fields))
        {
            Object = type,
            LogPath = $"{Row(type)}/{externalIdField}/…",
        }, cancellationToken);

    public async Task<SaveResult> CreateAsync(SalesforceRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var answer = await http.SendAsync(new SalesforceCall("create", HttpMethod.Post, Row(record.Type))
        {
            Object = record.Type,
            Body = record.ToJson(withAttributes: false, withId: false),
        }, cancellationToken);
        return SaveResults.Read(answer, answer.Object);
    }

    public async Task UpdateAsync(SalesforceRecord record, CancellationToken cancellationToken = default) =>
        await http.SendAsync(Update(record), cancellationToken);

    public async Task UpdateIfUnchangedAsync(SalesforceRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var tag = record.ETag ?? throw new ArgumentException("The record carries no ETag: read it with GetAsync first. Salesforce gives one on Account only.", nameof(record));

        // Not repeatable: a second sending would meet the tag that the first one changed.
        await http.SendAsync(Update(record) with { Headers = [new("If-Match", tag)], IsRepeatable = false }, cancellationToken);
    }

    public async Task<SaveResult> UpsertAsync(
        SalesforceRecord record, string externalIdField, string externalId, UpsertOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var answer = await http.SendAsync(new SalesforceCall("upsert", HttpMethod.Patch,
            ExternalRow(record.Type, externalIdField, externalId) + (options?.UpdateOnly == true ? "?updateOnly=true" : ""))
        {
            Object = record.Type,
            LogPath = $"{Row(record.Type)}/{externalIdField}/…",
            Body = record.ToJson(withAttributes: false, withId: false, without: externalIdField),
        }, cancellationToken);

        // Old versions answer an update with 204 and no body.
        if (answer.Body is null)
            return new SaveResult(record.Id, true, false, []);

        var result = SaveResults.Read(answer, answer.Object);

        // Updated, they say; but an earlier sending of ours may have created it and lost its answer.
        return answer.MayBeRepeated && result.Created == false ? result with { Created = null } : result;
    }

    public async Task DeleteAsync(string type, SalesforceId id, CancellationToken cancellationToken = default)
    {
        try
        {
            await http.SendAsync(new SalesforceCall("delete", HttpMethod.Delete, $"{Row(type)}/{id}") { Object = type }, cancellationToken);
        }
        catch (SalesforceNotFoundException exception) when (exception.IsDeleted && exception.MayHaveExecuted)
        {
            // An earlier sending of this call deleted it, and its answer was lost.
        }
    }

    public Task<IReadOnlyList<SaveResult>> CreateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default) =>
        _collections.CreateAsync(records, cancellationToken);

    public Task<IReadOnlyList<SaveResult>> UpdateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default) =>
        _collections.UpdateAsync(records, cancellationToken);

    public Task<IReadOnlyList<SaveResult>> UpsertManyAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken = default) =>
        _collections.UpsertAsync(records, externalIdField, cancellationToken);

    public Task<IReadOnlyList<SaveResult>> DeleteManyAsync(IReadOnlyList<SalesforceId> ids, CancellationToken cancellationToken = default) =>
        _collections.DeleteAsync(ids, cancellationToken);

    public Task<IReadOnlyList<SalesforceRecord?>> RetrieveAsync(
        string type, IReadOnlyList<SalesforceId> ids, IReadOnlyCollection<string> fields, CancellationToken cancellationToken = default) =>
        _collections.RetrieveAsync(type, ids, fields, cancellationToken);

    private async Task<SalesforceRecord?> ReadAsync(string type, SalesforceCall call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await http.SendAsync(call, cancellationToken);
            return new SalesforceRecord(type, answer.Object) { ETag = answer.ETag };
        }
        catch (SalesforceNotFoundException)
        {
            return null;
        }
    }

    private SalesforceCall Update(SalesforceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var id = record.Id ?? throw new ArgumentException("A record without an id cannot be updated; create or upsert it.", nameof(record));
        return new SalesforceCall("update", HttpMethod.Patch, $"{Row(record.Type)}/{id}")
        {
            Object = record.Type,
            Body = record.ToJson(withAttributes: false, withId: false),
        };
    }

    private static string Fields(IReadOnlyCollection<string>? fields) =>
        fields is { Count: > 0 } ? "?fields=" + Uri.EscapeDataString(string.Join(',', fields)) : "";

    private string ExternalRow(string type, string field, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentException.ThrowIfNullOrWhiteSpace(value);

        // A value of dots alone would be taken for a path step, whether escaped or not.
        if (value is "." or "..")
            throw new ArgumentException("'.' and '..' cannot stand in a URL as an external id.", nameof(value));

        return $"{Row(type)}/{Uri.EscapeDataString(field)}/{Uri.EscapeDataString(value)}";
    }

    private string Row(string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        return $"{http.DataPath}/sobjects/{Uri.EscapeDataString(type)}";
    }
}
