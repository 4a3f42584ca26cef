using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Mails;

namespace SyncEngine.Stripe.Reminders;

/// <summary>Queues the reminders that are due. After a long standstill the latest of its kind speaks for those that were missed.</summary>
internal sealed class ReminderMails(IMembershipMails words, IMailOutbox outbox, IOptions<StripeMembershipOptions> options, TimeProvider time)
{
    private readonly StripeMembershipOptions _options = options.Value;

    public async Task QueueAsync(IStoreTransaction transaction, MailContext context, Cause cause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var reminder in ReminderSchedule.Of(context, _options).Where(reminder => reminder.At <= now && now < reminder.Until && !(reminder.At <= _options.RestoredAt)))
        {
            var mail = words.Write(new MembershipMail
            {
                Kind = reminder.Kind,
                Owner = context.Owner,
                Payer = context.Payer!,
                Membership = context.Membership,
                Tier = context.Tier,
                Upcoming = context.Customers.Select(customer => customer.State?.Upcoming?.Amount).LastOrDefault(amount => amount is not null),
                PaymentMethod = ReminderSchedule.CardOf(context),
            });
            if (mail is not null)
                await outbox.QueueAsync(transaction, reminder.Key, mail, cause, cancellationToken);
        }
    }

    /// <summary>When the next one is due; null when none is to come.</summary>
    public DateTimeOffset? NextAt(MailContext context)
    {
        var now = time.GetUtcNow();
        return ReminderSchedule.Of(context, _options).Where(reminder => reminder.At > now).Select(reminder => (DateTimeOffset?)reminder.At).Min();
    }
}
