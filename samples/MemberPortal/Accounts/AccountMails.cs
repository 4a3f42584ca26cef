using System.Security.Cryptography;
using System.Text;
using MemberPortal.Hosting;
using MemberPortal.Mail;
using Microsoft.AspNetCore.WebUtilities;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Accounts;

/// <summary>The mails about a sign-in. Each is queued durably; the links carry Identity's own tokens, which end after a day.</summary>
internal sealed class AccountMails(IMailOutbox outbox, PublicAddress address)
{
    public Task ConfirmAsync(PortalUser user, string token) => QueueAsync(user.Email!, token, "confirm-email", "Confirm your e-mail address", new MailTemplate(
        $"Welcome to the table, {user.PendingFirstName}.",
        ["Please confirm that this e-mail address is yours. Then your seat is set."],
        "Confirm my address", Link("confirm-email", user, token),
        "The link works for one day. If you did not register with Longtable, simply ignore this mail: nothing happens."));

    public Task AlreadyRegisteredAsync(PortalUser user) => QueueAsync(user.Email!, Guid.NewGuid().ToString(), "already-registered", "You already have a Longtable account", new MailTemplate(
        "You are already at the table.",
        ["Somebody, probably you, tried to register with this address. It has an account, so you can simply sign in.", "If you have forgotten the password, you can set a new one."],
        "Sign in", address.Of("/sign-in")));

    public Task ResetAsync(PortalUser user, string token) => QueueAsync(user.Email!, token, "reset-password", "Set a new password", new MailTemplate(
        "Set a new password.",
        ["You asked to set a new password for your Longtable account."],
        "Set a new password", Link("reset-password", user, token),
        "The link works for one day and once. If you did not ask for it, ignore this mail: your password stays as it is."));

    public Task ConfirmNewAddressAsync(PortalUser user, string newEmail, string token) => QueueAsync(newEmail, token, "change-email", "Confirm your new e-mail address", new MailTemplate(
        "Is this your new address?",
        [$"{user.DisplayName} asked to sign in to Longtable with this address from now on."],
        "Yes, use this address", new Uri(QueryHelpers.AddQueryString(Link("change-email", user, token).ToString(), "email", newEmail)),
        "The link works for one day. If this is not you, ignore this mail: nothing changes."));

    public Task AddressChangedAsync(string formerEmail, string id) => QueueAsync(formerEmail, id, "email-changed", "Your e-mail address was changed", new MailTemplate(
        "Your e-mail address was changed.",
        ["You sign in to Longtable with another address now. If this was not you, write to the national office at once."],
        "Write to the office", new Uri($"mailto:{address.OfficeEmail}")));

    private Uri Link(string page, PortalUser user, string token) =>
        new(QueryHelpers.AddQueryString(address.Of($"/{page}").ToString(), new Dictionary<string, string?> { ["user"] = user.Id.ToString(), ["token"] = token }));

    private Task<bool> QueueAsync(string to, string about, string category, string subject, MailTemplate template) => outbox.QueueAsync(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(about)))[..40],
        new OutgoingMail { To = to, Subject = subject, Category = category, Text = template.ToText(), Html = template.ToHtml() },
        new Cause("user"));
}
