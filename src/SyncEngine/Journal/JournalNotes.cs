using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Journal;

/// <summary>Lets a reconciler of any kind tell the journal what it did, in the transaction in which it did it.</summary>
public static class JournalNotes
{
    /// <summary>Appends a sentence to a key's story.</summary>
    /// <param name="store">The open transaction.</param>
    /// <param name="key">Whose story.</param>
    /// <param name="cause">Who or what set it off.</param>
    /// <param name="note">What was done, in plain words; no personal data.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static Task NoteAsync(this IStoreTransaction store, WorkKey key, Cause cause, string note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrWhiteSpace(note);
        return store.WriteAsync(key, JournalAction.Noted, cause, cancellationToken, note: note);
    }

    /// <summary>Tells what a person asked for or decided, in the transaction that carries it out.</summary>
    /// <param name="store">The open transaction.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="cause">Who.</param>
    /// <param name="note">What, in plain words; no personal data.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public static Task DecideAsync(this IStoreTransaction store, WorkKey key, Cause cause, string note, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cause);
        ArgumentException.ThrowIfNullOrWhiteSpace(note);
        return store.WriteAsync(key, JournalAction.Decided, cause, cancellationToken, note: note);
    }
}
