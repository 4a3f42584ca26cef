namespace SyncEngine;

/// <summary>Reads what the engine has done, and why.</summary>
public interface ISyncJournal
{
    /// <summary>Entries that fit the query, newest first.</summary>
    Task<Page<JournalEntry>> SearchAsync(JournalQuery query, CancellationToken cancellationToken = default);
}
