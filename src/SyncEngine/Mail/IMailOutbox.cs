using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Mail;

/// <summary>Queues mails durably. A mail is sent at least once, and twice only if the host died between the server's answer and the note of it.</summary>
public interface IMailOutbox
{
    /// <summary>Queues a mail in a transaction that is open already: it is sent if and only if that commits.</summary>
    /// <param name="transaction">The open transaction.</param>
    /// <param name="key">What the mail is about, stable: the second of the same category and key is not queued, however long ago the first was sent.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="cause">Who or what set it off.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>False when it was queued before.</returns>
    Task<bool> QueueAsync(IStoreTransaction transaction, string key, OutgoingMail mail, Cause cause, CancellationToken cancellationToken = default);

    /// <summary>Queues a mail in a transaction of its own.</summary>
    /// <returns>False when it was queued before.</returns>
    Task<bool> QueueAsync(string key, OutgoingMail mail, Cause cause, CancellationToken cancellationToken = default);
}
