using Connector.Stripe.Billing;
using MemberPortal.Hosting;
using MemberPortal.Payments;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Stripe;
using SyncEngine.Stripe.Mails;

namespace MemberPortal.Mail;

/// <summary>The mails about dues in the portal's own words and template.</summary>
internal sealed class MembershipLetters(IOptions<StripeMembershipOptions> options, PayLinks links) : IMembershipMails
{
    public OutgoingMail? Write(MembershipMail mail)
    {
        var toAccounting = mail.Kind is MembershipMailKind.AccountingPayment or MembershipMailKind.AccountingReversal;
        if ((toAccounting ? options.Value.AccountingEmail : mail.Payer.Email) is not { Length: > 0 } to)
            return null;

        var (category, subject, heading, lines, action) = toAccounting ? ForAccounting(mail) : ForPayer(mail);

        // Who is asked to pay can do it from the mail, without a password.
        var asks = mail.Kind == MembershipMailKind.PastDue || (mail.Kind == MembershipMailKind.RenewalReminder && !mail.Membership.Renews);
        var pays = asks ? links.For(mail.Owner) : null;
        var template = new MailTemplate(heading, [.. lines.OfType<string>()], action, action is null ? null : pays ?? options.Value.MembershipUrl,
            pays is null ? null : "The link needs no password, and it is good for paying alone. Do not pass it on.");
        return new OutgoingMail { To = to, Subject = subject.ReplaceLineEndings(" "), Category = category, Text = template.ToText(), Html = template.ToHtml() };
    }

    private static (string, string, string, IReadOnlyList<string?>, string?) ForAccounting(MembershipMail mail)
    {
        var payment = mail.Payment!;
        var isPayment = mail.Kind == MembershipMailKind.AccountingPayment;
        var what = isPayment ? "Payment received" : Happened(mail.Reversal);
        return (isPayment ? "accounting-payment" : "accounting-reversal", $"{what}: {Amount(payment.Amount)}, {mail.Payer.Name}", $"{what}: {Amount(payment.Amount)}",
            [$"Payer: {mail.Payer.Name}", $"For: {payment.Name}", $"Date: {Format.Date(payment.PaidOn)}", payment.InvoiceNumber is { } number ? $"Invoice: {number}" : null,
                $"Reference: {payment.FactId}", payment.IsOffline ? "Recorded by the office, not through Stripe." : null],
            null);
    }

    private static (string, string, string, IReadOnlyList<string?>, string?) ForPayer(MembershipMail mail)
    {
        var payment = mail.Payment;
        var renewal = mail.Membership.RenewalDate;
        return mail.Kind switch
        {
            MembershipMailKind.Receipt => ("receipt", $"Your receipt: {Amount(payment!.Amount)} to Longtable", $"Thank you, {mail.Payer.Name}.",
                [$"We received {Amount(payment.Amount)} on {Format.Date(payment.PaidOn)} for: {payment.Name}.",
                    payment.InvoiceNumber is { } number ? $"Invoice {number}." : null,
                    payment.PeriodEnd is { } end ? $"Your seat is paid for until {Format.Date(end)}." : null],
                "See my dues"),
            MembershipMailKind.Refund => ("refund", $"Your refund: {Amount(-payment!.Amount)} from Longtable", "Your money is on its way back.",
                [$"We refunded {Amount(-payment.Amount)} to you on {Format.Date(payment.PaidOn)}. Your bank may take some days to show it."], null),
            MembershipMailKind.PastDue => ("past-due", "Your payment to Longtable did not go through", "Your payment did not go through.",
                [$"Dear {mail.Payer.Name}, your bank declined the payment for your renewal. You keep your seat for now.", "Use another card, or try the same one again, and nothing lapses."],
                "Fix my payment"),
            MembershipMailKind.CardExpiring => ("card-expiring", "Your card is about to expire", "Your card is about to expire.",
                [$"The card ending in {mail.PaymentMethod?.Last4} expires before your membership renews{(renewal is { } on ? $" on {Format.Date(on)}" : "")}.",
                    "Add a new one now and the renewal goes by unnoticed."],
                "Update my card"),
            _ when mail.Membership.Renews => ("renewal-reminder", "Your membership of Longtable renews soon", "Your membership renews soon.",
                [$"It renews on {Format.Date(renewal!.Value)}{(mail.Upcoming is { } sum ? $", for {Amount(sum)}" : "")}. There is nothing to do."], "See my dues"),
            _ => ("renewal-reminder", "Your membership of Longtable runs out soon", "Your membership runs out soon.",
                [$"Your seat is paid for until {Format.Date(renewal!.Value)} and does not renew by itself."], "Renew my membership"),
        };
    }

    private static string Amount(Money money) => money.Currency.ToString().Equals("usd", StringComparison.OrdinalIgnoreCase) ? Format.Money(money.ToDecimal()) : money.ToString();

    private static string Happened(FactKind? kind) => kind switch
    {
        FactKind.Refund => "Refund",
        FactKind.RefundFailed => "Refund returned to us",
        FactKind.DisputeOpened => "Dispute opened",
        FactKind.DisputeWon => "Dispute won",
        FactKind.DisputeLost => "Dispute lost",
        _ => "Change",
    };
}
