namespace SyncEngine.Stripe.Mails;

/// <summary>What a mail is about.</summary>
public enum MembershipMailKind
{
    /// <summary>To the payer: a payment came in.</summary>
    Receipt = 0,

    /// <summary>To accounting: a payment came in.</summary>
    AccountingPayment = 1,

    /// <summary>To accounting: money went back, was taken back, or came back again.</summary>
    AccountingReversal = 2,

    /// <summary>To the payer: money went back.</summary>
    Refund = 3,

    /// <summary>To the payer: the renewal's payment failed, and where to repair it.</summary>
    PastDue = 4,

    /// <summary>To the payer: the card runs out before the next payment.</summary>
    CardExpiring = 5,

    /// <summary>To the payer: the membership renews, or ends, soon.</summary>
    RenewalReminder = 6,
}
