using SyncEngine.Model;

namespace SyncEngine;

/// <summary>What a person may do to one record beyond editing it: take a change back, or give up its link.</summary>
public interface ISyncEdits
{
    /// <summary>
    /// Takes one field's change back, as a new edit through the normal path. Refused when the field changed since, when it has no property that could
    /// be set, or when the record is gone.
    /// </summary>
    /// <param name="journalId">The journal entry that tells the change.</param>
    /// <param name="field">The field's local name.</param>
    /// <param name="cause">Who takes it back.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<EditResult> UndoAsync(long journalId, string field, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Gives up a record's link, and what both last agreed on with it.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="createNew">True to make a new Salesforce record in its stead; false to leave it unlinked until it is edited, and then matched anew.</param>
    /// <param name="cause">Who decides it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<EditResult> UnlinkAsync(WorkKey key, bool createNew, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets one record's personal data in the engine's own tables: its values in the journal and in decisions, its questions and what was sent.
    /// That something was done, when and by whom, stays. The record itself is the site's to delete.
    /// </summary>
    /// <returns>How many journal entries were emptied.</returns>
    Task<int> ForgetAsync(WorkKey key, Cause cause, CancellationToken cancellationToken = default);
}
