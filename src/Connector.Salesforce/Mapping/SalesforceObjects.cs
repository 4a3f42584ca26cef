using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Connector.Salesforce.Query;

namespace Connector.Salesforce.Mapping;

/// <summary>
/// The records of one object as objects of a class, by a mapping: <c>salesforce.Objects(map)</c>. Errors are those of the untyped calls, and
/// <see cref="SalesforceMappingException"/> when a value has no form on the other side. Safe for use by several threads.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class SalesforceObjects<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>
    where T : class, new()
{
    private readonly ISalesforceClient _client;

    internal SalesforceObjects(ISalesforceClient client, ObjectMap<T> map)
    {
        _client = client;
        Map = map;
    }

    /// <summary>The mapping.</summary>
    public ObjectMap<T> Map { get; }

    /// <summary>One record; null when there is none.</summary>
    public async Task<T?> GetAsync(SalesforceId id, CancellationToken cancellationToken = default) =>
        await _client.Records.GetAsync(Map.Type, id, Map.FieldsToRead, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>One record by a value of an external-id field; null when there is none.</summary>
    /// <exception cref="SalesforceMultipleChoicesException">Several records have the value.</exception>
    public async Task<T?> GetByExternalIdAsync(string externalIdField, string externalId, CancellationToken cancellationToken = default) =>
        await _client.Records.GetByExternalIdAsync(Map.Type, externalIdField, externalId, Map.FieldsToRead, cancellationToken) is { } record ? Read(record) : null;

    /// <summary>All records, as a stream.</summary>
    public IAsyncEnumerable<T> QueryAsync(CancellationToken cancellationToken = default) => QueryAsync($"", cancellationToken);

    /// <summary>The records that meet a condition, as a stream.</summary>
    /// <param name="conditions">What follows FROM: <c>$"WHERE Email IN {emails} ORDER BY LastName"</c>.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<T> QueryAsync(Soql conditions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var record in _client.Query.QueryAsync($"SELECT {Map.FieldsToRead:name} FROM {Map.Type:name} {conditions}", cancellationToken))
            yield return Read(record);
    }

    /// <summary>Creates a record.</summary>
    public Task<SaveResult> CreateAsync(T item, CancellationToken cancellationToken = default) => _client.Records.CreateAsync(Map.ToRecord(item), cancellationToken);

    /// <summary>Updates a record: the mapped fields, and no other.</summary>
    public Task UpdateAsync(SalesforceId id, T item, CancellationToken cancellationToken = default)
    {
        var record = Map.ToRecord(item);
        record.Id = id;
        return _client.Records.UpdateAsync(record, cancellationToken);
    }

    /// <summary>Creates or updates a record by the external id that the mapping puts into it.</summary>
    /// <exception cref="ArgumentException">The mapping gives it none.</exception>
    public async Task<SaveResult> UpsertAsync(T item, string externalIdField, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(externalIdField);
        var record = Map.ToRecord(item);
        return record.Text(externalIdField) is { Length: > 0 } externalId
            ? await _client.Records.UpsertAsync(record, externalIdField, externalId, cancellationToken: cancellationToken)
            : throw new ArgumentException($"The mapping puts nothing into {Map.Type}.{externalIdField}.", nameof(externalIdField));
    }

    /// <summary>Creates or updates any number of records by the way that takes the fewest calls; see <see cref="ISalesforceClient.UpsertAsync"/>.</summary>
    /// <returns>What became of each, by index; a refused record is a result.</returns>
    public Task<IReadOnlyList<SaveResult>> UpsertAsync(IEnumerable<T> items, string externalIdField, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        return _client.UpsertAsync([.. items.Select(Map.ToRecord)], externalIdField, cancellationToken);
    }

    private T Read(SalesforceRecord record)
    {
        var item = new T();
        Map.Apply(record, item);
        return item;
    }
}
