using System.Globalization;
using System.Net;
using System.Text;
using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;

namespace SyncEngine.Stripe.Mails;

internal sealed class MembershipMails(IOptions<StripeMembershipOptions> options) : IMembershipMails
{
    private readonly StripeMembershipOptions _options = options.Value;

    public OutgoingMail? Write(MembershipMail mail)
    {
        var toAccounting = mail.Kind is MembershipMailKind.AccountingPayment or MembershipMailKind.AccountingReversal;
        if ((toAccounting ? _options.AccountingEmail : mail.Payer.Email) is not { Length: > 0 } to)
            return null;

        var (category, subject, lines) = Words(mail);
        if (_options.MembershipUrl is { } url && !toAccounting)
            lines.Add(url.AbsoluteUri);
        return new OutgoingMail
        {
            To = to,
            Subject = OneLine(subject),
            Text = string.Join("\n\n", lines) + "\n",
            Html = Html(lines, _options.MembershipUrl),
            Category = category,
        };
    }

    private (string Category, string Subject, List<string> Lines) Words(MembershipMail mail)
    {
        var name = mail.Payer.Name;
        var payment = mail.Payment;
        var us = _options.OrganizationName;
        var tier = mail.Tier is { } word ? $" ({word})" : "";
        return mail.Kind switch
        {
            MembershipMailKind.Receipt =>
                ("receipt", $"Receipt: {payment!.Amount} to {us}",
                [$"Dear {name},", $"Thank you. We received {payment.Amount} on {Day(payment.PaidOn)} for: {payment.Name}.",
                    .. Lines(payment.InvoiceNumber is { } number ? $"Invoice: {number}." : null, payment.PeriodEnd is { } end ? $"Your membership is paid through {Day(end)}." : null)]),
            MembershipMailKind.AccountingPayment =>
                ("accounting-payment", $"Payment received: {payment!.Amount}, {name}",
                [$"Payer: {name}", $"Amount: {payment.Amount}", $"Date: {Day(payment.PaidOn)}", $"For: {payment.Name}",
                    .. Lines(payment.InvoiceNumber is { } number ? $"Invoice: {number}" : null, $"Reference: {payment.FactId}", payment.IsOffline ? "Recorded by staff, not through Stripe." : null)]),
            MembershipMailKind.AccountingReversal =>
                ("accounting-reversal", $"{Happened(mail.Reversal)}: {payment!.Amount}, {name}",
                [$"Payer: {name}", $"What: {Happened(mail.Reversal)}", $"Change: {payment.Amount}", $"Date: {Day(payment.PaidOn)}", $"For: {payment.Name}", $"Reference: {payment.FactId}"]),
            MembershipMailKind.Refund =>
                ("refund", $"Refund: {-payment!.Amount} from {us}",
                [$"Dear {name},", $"We refunded {-payment.Amount} to you on {Day(payment.PaidOn)}. Your bank may take some days to show it."]),
            MembershipMailKind.PastDue =>
                ("past-due", $"Your payment to {us} did not go through",
                [$"Dear {name},", "The payment for your membership's renewal was declined. You are still a member for now.",
                    "Please update your card, or try the payment again, on your membership page."]),
            MembershipMailKind.CardExpiring =>
                ("card-expiring", "Your card is about to expire",
                [$"Dear {name},", $"The card ending in {mail.PaymentMethod?.Last4} expires before your membership renews{(mail.Membership.RenewalDate is { } on ? $" on {Day(on)}" : "")}.",
                    "Please add a new one on your membership page, so that nothing is interrupted."]),
            _ => mail.Membership.Renews
                ? ("renewal-reminder", $"Your membership of {us} renews soon",
                    [$"Dear {name},", $"Your membership{tier} renews on {Day(mail.Membership.RenewalDate!.Value)}{(mail.Upcoming is { } sum ? $", for {sum}" : "")}. You need not do anything."])
                : ("renewal-reminder", $"Your membership of {us} runs out soon",
                    [$"Dear {name},", $"Your membership{tier} is paid through {Day(mail.Membership.RenewalDate!.Value)} and does not renew by itself. You can renew it on your membership page."]),
        };
    }

    private static string Happened(FactKind? kind) => kind switch
    {
        FactKind.Refund => "Refund",
        FactKind.RefundFailed => "Refund returned to us",
        FactKind.DisputeOpened => "Dispute opened",
        FactKind.DisputeWon => "Dispute won",
        FactKind.DisputeLost => "Dispute lost",
        _ => "Change",
    };

    private static IEnumerable<string> Lines(params string?[] lines) => lines.OfType<string>();

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Html(IEnumerable<string> lines, Uri? link)
    {
        var html = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><body>");
        foreach (var line in lines)
        {
            var text = WebUtility.HtmlEncode(line);
            html.Append("<p>").Append(line == link?.AbsoluteUri ? $"<a href=\"{text}\">{text}</a>" : text).Append("</p>");
        }

        return html.Append("</body></html>").ToString();
    }
}
