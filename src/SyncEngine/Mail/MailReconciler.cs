using SyncEngine.Diagnostics;
using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Mail;

/// <summary>
/// Sends queued mails, one after the other, each completed before the next begins: a host that dies leaves at most one in doubt.
/// What was sent leaves no address and no body behind, only its key, so that it is not queued again.
/// </summary>
internal sealed class MailReconciler(ISyncStore store, IMailSender sender) : IReconciler
{
    public string Kind => MailOutbox.Kind;

    public int MaxBatchSize => 20;

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items)
        {
            var mail = await store.ReadAsync((reading, token) => FindAsync(reading, item.Key, token), cancellationToken);
            var failure = mail is null ? null : await SendAsync(mail, cancellationToken);
            await batch.CompleteAsync([Complete(item, mail, failure)], cancellationToken);
        }
    }

    private async Task<Failure?> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var step = SyncTelemetry.Step("mail", 1);
        try
        {
            await sender.SendAsync(mail, cancellationToken);
            return null;
        }
        catch (MailException exception)
        {
            return new Failure(exception.Class, exception.Message, exception.Hint);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The type alone: a library's message may quote the address.
            return new Failure(FailureClass.Transient, $"The mail server did not take the mail ({exception.GetType().Name}).");
        }
    }

    private static Completion Complete(WorkItem item, OutgoingMail? mail, Failure? failure) =>
        new(item, failure is null ? Outcome.Completed : new Outcome.Failed(failure))
        {
            Writes = async (transaction, token) =>
            {
                if (mail is null)
                    return;
                if (failure is not null)
                {
                    var action = failure.Class == FailureClass.Data ? JournalAction.Failed : JournalAction.Retrying;
                    await transaction.WriteAsync(item.Key, action, item.Cause, token, failure: failure);
                    return;
                }

                await transaction.ExecuteAsync("UPDATE sync_mail SET sent_at = @now, recipient = '', text_body = '', html_body = NULL WHERE key = @key", token,
                    ("@now", transaction.Now.ToUnixTimeMilliseconds()), ("@key", item.Key.ToString()));
                await transaction.NoteAsync(item.Key, item.Cause, $"Mail sent: {mail.Category}.", token);
            },
        };

    private static async Task<OutgoingMail?> FindAsync(IStoreTransaction reading, WorkKey key, CancellationToken cancellationToken) =>
        (await reading.QueryAsync(
            "SELECT recipient, subject, text_body, html_body, category, message_id FROM sync_mail WHERE key = @key AND sent_at IS NULL",
            row => new OutgoingMail
            {
                To = row.GetString(0),
                Subject = row.GetString(1),
                Text = row.GetString(2),
                Html = row.TextOrNull(3),
                Category = row.GetString(4),
                MessageId = row.GetString(5),
            },
            cancellationToken, ("@key", key.ToString()))).FirstOrDefault();
}
