using SyncEngine.Mail;

namespace SyncEngine.Stripe.Mails;

/// <summary>Writes the mails. A site registers its own for its own words; the default writes plain English, as text and as HTML.</summary>
public interface IMembershipMails
{
    /// <summary>Writes a mail; null for none. Pure: the same input gives the same mail.</summary>
    OutgoingMail? Write(MembershipMail mail);
}
