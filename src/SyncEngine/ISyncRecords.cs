using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Looks mapped records up for people: by what they are called, and field by field on both sides.</summary>
public interface ISyncRecords
{
    /// <summary>One record; null when its mapping does not exist or nothing is known of it on either side.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="readSalesforce">Whether to read its present values from Salesforce, too: one call.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<RecordDetails?> GetAsync(WorkKey key, bool readSalesforce = false, CancellationToken cancellationToken = default);

    /// <summary>What people know these records by; a key without a record in the site's database is left out.</summary>
    Task<IReadOnlyDictionary<WorkKey, string>> LabelAsync(IReadOnlyCollection<WorkKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Records with this external id or Salesforce id, or whose name or match fields begin with the text; at most <paramref name="limit"/> a mapping.</summary>
    Task<IReadOnlyDictionary<WorkKey, string>> FindAsync(string text, int limit = 10, CancellationToken cancellationToken = default);
}
