namespace SyncEngine;

/// <summary>Reads what the engine has done, and why.</summary>
public interface ISyncJournal
{
    /// <summary>Entries that fit the query, newest first.</summary>
    Task<Page<JournalEntry>> SearchAsync(JournalQuery query, CancellationToken cancellationToken = default);

    /// <summary>What was done from a moment on, counted by equal spans of time; every span is there, the oldest first.</summary>
    /// <param name="from">The first span's beginning.</param>
    /// <param name="span">How long each is.</param>
    /// <param name="spans">How many, 1 to 400.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<IReadOnlyList<JournalCounts>> CountAsync(DateTimeOffset from, TimeSpan span, int spans, CancellationToken cancellationToken = default);
}
