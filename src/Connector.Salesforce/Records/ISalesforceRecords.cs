namespace Connector.Salesforce.Records;

/// <summary>
/// Reads and writes records. A failed call throws a <see cref="SalesforceException"/>; a failed item of a batch is a <see cref="SaveResult"/>.
/// Lists of any length are split into calls; when one of several calls fails, <see cref="SalesforcePartialBatchException"/> tells what the others did.
/// Source: Salesforce REST API Developer Guide, "sObject Rows", "sObject Rows by External ID", "sObject Collections".
/// </summary>
public interface ISalesforceRecords
{
    /// <summary>One record by id, or null when it is not there.</summary>
    /// <param name="type">The object, such as <c>Contact</c>.</param>
    /// <param name="id">The record's id.</param>
    /// <param name="fields">The fields to read; null for all that the user sees.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<SalesforceRecord?> GetAsync(string type, SalesforceId id, IReadOnlyCollection<string>? fields = null, CancellationToken cancellationToken = default);

    /// <summary>One record by its external id, or null when there is none.</summary>
    /// <exception cref="SalesforceMultipleChoicesException">Several records carry it.</exception>
    Task<SalesforceRecord?> GetByExternalIdAsync(string type, string externalIdField, string externalId, IReadOnlyCollection<string>? fields = null, CancellationToken cancellationToken = default);

    /// <summary>Creates one record. It is a POST: when no answer comes (<see cref="SalesforceException.MayHaveExecuted"/>) it is not repeated, since that could double it.</summary>
    Task<SaveResult> CreateAsync(SalesforceRecord record, CancellationToken cancellationToken = default);

    /// <summary>Updates one record by its id; only the fields that are set change.</summary>
    /// <exception cref="ArgumentException">The record has no id.</exception>
    /// <exception cref="SalesforceNotFoundException">It is not there.</exception>
    Task UpdateAsync(SalesforceRecord record, CancellationToken cancellationToken = default);

    /// <summary>Updates one record unless it has changed since it was read: its <see cref="SalesforceRecord.ETag"/> must still hold. Account only.</summary>
    /// <exception cref="ArgumentException">The record has no id, or no ETag.</exception>
    /// <exception cref="SalesforcePreconditionFailedException">It has changed.</exception>
    Task UpdateIfUnchangedAsync(SalesforceRecord record, CancellationToken cancellationToken = default);

    /// <summary>Creates or updates one record by its external id, which is not repeated in the body.</summary>
    /// <exception cref="SalesforceMultipleChoicesException">Several records carry it.</exception>
    Task<SaveResult> UpsertAsync(SalesforceRecord record, string externalIdField, string externalId, UpsertOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes one record by its id.</summary>
    /// <exception cref="SalesforceNotFoundException">It is not there.</exception>
    Task DeleteAsync(string type, SalesforceId id, CancellationToken cancellationToken = default);

    /// <summary>Creates many, 200 a call, each on its own; results by index.</summary>
    Task<IReadOnlyList<SaveResult>> CreateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Updates many by id, 200 a call, each on its own; results by index.</summary>
    Task<IReadOnlyList<SaveResult>> UpdateManyAsync(IReadOnlyList<SalesforceRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Creates or updates many of one object by the external id that stands in each record's field, 200 a call, each on its own; results by index.</summary>
    Task<IReadOnlyList<SaveResult>> UpsertManyAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken = default);

    /// <summary>Deletes many by id, 200 a call, each on its own; results by index.</summary>
    Task<IReadOnlyList<SaveResult>> DeleteManyAsync(IReadOnlyList<SalesforceId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads many of one object by id, 2,000 a call; by index, null where a record is not there.</summary>
    Task<IReadOnlyList<SalesforceRecord?>> RetrieveAsync(string type, IReadOnlyList<SalesforceId> ids, IReadOnlyCollection<string> fields, CancellationToken cancellationToken = default);
}
