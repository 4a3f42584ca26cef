using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Mails;

namespace SyncEngine.Stripe.Facts;

/// <summary>Queues what new facts have to tell to payer and accounting: each once, by the fact's id.</summary>
internal sealed class FactMails(IMembershipMails words, IMailOutbox outbox, IOptions<StripeMembershipOptions> options, TimeProvider time)
{
    private readonly StripeMembershipOptions _options = options.Value;

    public async Task QueueAsync(
        IStoreTransaction transaction, MailContext context, IReadOnlyCollection<BillingFact> facts, IReadOnlyCollection<BillingFact> added, IReadOnlyList<PaymentRecord> payments,
        Cause cause, CancellationToken cancellationToken)
    {
        // Reversals are told as changes of their own, however the site's rows show them.
        var style = new StripeMembershipOptions { TimeZone = _options.TimeZone, Reversals = ReversalStyle.NegativePayment };
        foreach (var tier in _options.Tiers)
            style.Tiers[tier.Key] = tier.Value;
        var single = PaymentRecords.Of(context.Owner, context.Payer!.OrganizationId, facts, style).ToDictionary(payment => payment.FactId);
        foreach (var fact in added.Where(IsNews))
        {
            if (!single.TryGetValue(fact.Id, out var payment))
                continue;

            foreach (var kind in Kinds(fact))
            {
                var mail = words.Write(new MembershipMail
                {
                    Kind = kind,
                    Owner = context.Owner,
                    Payer = context.Payer,
                    Membership = context.Membership,
                    Payment = payment,
                    Reversal = fact.Kind == FactKind.Payment ? null : fact.Kind,
                    Tier = payment.Tier,
                });
                if (mail is not null)
                    await outbox.QueueAsync(transaction, fact.Id, mail, cause, cancellationToken);
            }
        }
    }

    private bool IsNews(BillingFact fact) =>
        fact.OccurredAt > time.GetUtcNow() - _options.MailMaxAge && (_options.RestoredAt is not { } restored || fact.OccurredAt > restored);

    private static IEnumerable<MembershipMailKind> Kinds(BillingFact fact) => fact.Kind switch
    {
        FactKind.Payment => [MembershipMailKind.Receipt, MembershipMailKind.AccountingPayment],
        FactKind.Refund => [MembershipMailKind.Refund, MembershipMailKind.AccountingReversal],
        FactKind.RefundFailed or FactKind.DisputeOpened or FactKind.DisputeWon or FactKind.DisputeLost => [MembershipMailKind.AccountingReversal],
        _ => [],
    };
}
