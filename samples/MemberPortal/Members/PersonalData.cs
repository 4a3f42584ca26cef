using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Connector.Stripe;
using MemberPortal.Accounts;
using MemberPortal.Community;
using MemberPortal.Data;
using MemberPortal.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Stripe;

namespace MemberPortal.Members;

/// <summary>Everything that is held about a member, and its end.</summary>
internal sealed class PersonalData(
    PortalDbContext context, UserManager<PortalUser> users, ISyncJournal journal, ISyncStatus sync, ISyncMarks marks, IStripeMemberships memberships, FileStore files)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    private static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("en-US");

    public static string HeadingOf(string heading) => heading switch
    {
        "profile" => "Your profile",
        "signIn" => "Your sign-in",
        "payments" => "Your payments",
        "card" => "Your card",
        "salesforce" => "Your record in Salesforce",
        "changes" => "What was changed",
        "conversations" => "Your conversations",
        _ => "What was logged",
    };

    /// <summary>A name out of code in words: <c>memberSince</c> is "Member since".</summary>
    public static string LabelOf(string name) =>
        string.Concat(name.Select((letter, at) => at == 0 ? char.ToUpperInvariant(letter).ToString() : char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    /// <summary>A value as a person reads it.</summary>
    public static string Say(JsonValue value)
    {
        if (value.TryGetValue<bool>(out var flag))
            return flag ? "Yes" : "No";
        var text = value.ToString();
        if (text.Length >= 19 && text[10] == 'T' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment))
            return moment.ToString("MMMM d, yyyy 'at' h:mm tt 'UTC'", Culture);
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Format.Date(day) : text.Length == 0 ? "Nothing" : text;
    }

    /// <summary>By heading; each value is written as it is held.</summary>
    public async Task<IReadOnlyDictionary<string, object?>> CollectAsync(Guid memberId, CancellationToken cancellationToken = default)
    {
        var member = await context.Members.AsNoTracking().Include(row => row.Organization).FirstAsync(row => row.Id == memberId, cancellationToken);
        var user = await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.MemberId == memberId, cancellationToken);
        var overview = await memberships.GetAsync(StripeOwner.Member(memberId), cancellationToken);
        var status = await sync.GetAsync<Member>(memberId.ToString(), cancellationToken);
        var story = await journal.SearchAsync(new JournalQuery { Key = WorkKey.ForRecord(nameof(Member), memberId.ToString()), PageSize = 500 }, cancellationToken);
        return new Dictionary<string, object?>
        {
            ["profile"] = new { member.FirstName, member.LastName, member.Email, organization = member.Organization?.Name, member.ProposedOrganization, member.MemberSince, member.Tier, member.RenewalDate, status = member.PaymentStatus },
            ["signIn"] = user is null ? null : new { user.Email, user.EmailConfirmed, twoFactor = user.TwoFactorEnabled, passkeys = (await users.GetPasskeysAsync(user)).Select(passkey => new { passkey.Name, passkey.CreatedAt }), newsConsentSince = user.NewsConsentAt },
            ["payments"] = overview.Payments.Select(payment => new { payment.Name, amount = payment.Amount.ToDecimal(), currency = payment.Amount.Currency.Code, payment.PaidOn, payment.InvoiceNumber, payment.State }),
            ["card"] = overview.PaymentMethod is { } method ? new { method.Type, method.Brand, method.Last4 } : null,
            ["salesforce"] = new { contactId = status.RemoteId, status.LastSyncedAt },
            ["changes"] = story.Items.Select(entry => new { entry.At, entry.Action, entry.Fields }),
            ["conversations"] = await context.Tickets.AsNoTracking().Where(ticket => ticket.MemberId == memberId)
                .Select(ticket => new { ticket.Subject, ticket.OpenedAt, messages = ticket.Messages.Select(message => new { message.AuthorName, message.At, message.Body, files = message.Files.Select(file => file.FileName) }) }).AsSplitQuery().ToListAsync(cancellationToken),
            ["audit"] = user is null ? null : await context.AuditTrail.AsNoTracking().Where(entry => entry.UserId == user.Id).OrderBy(entry => entry.At)
                .Select(entry => new { entry.At, entry.Action }).ToListAsync(cancellationToken),
        };
    }

    /// <summary>
    /// Takes the person out: the sign-in and the conversations go, the record keeps no name and no address, and the same reaches Salesforce as any edit does.
    /// When it has arrived there, the engine's own tables forget the former values, too. Payments stay as long as the law wants them, without a name.
    /// </summary>
    public async Task EraseAsync(Guid memberId, Action audit, CancellationToken cancellationToken = default)
    {
        var member = await context.Members.FirstAsync(row => row.Id == memberId, cancellationToken);
        (member.FirstName, member.LastName, member.Email) = ("Former", "Member", FormerEmail(memberId));
        member.OrganizationId = null;
        member.ProposedOrganization = null;
        var tickets = await context.Tickets.Include(ticket => ticket.Messages).ThenInclude(message => message.Files).AsSplitQuery().Where(ticket => ticket.MemberId == memberId).ToListAsync(cancellationToken);
        context.RemoveRange(tickets);
        foreach (var organization in await context.Organizations.Where(organization => organization.ContactId == memberId).ToListAsync(cancellationToken))
            organization.ContactId = null;
        audit();

        // Once before, for the case that the process dies in between, and once after.
        await marks.MarkAsync([Forgetting.Mark(memberId, TimeSpan.FromMinutes(1))], cancellationToken);
        if (await users.Users.FirstOrDefaultAsync(user => user.MemberId == memberId, cancellationToken) is { } user)
            await users.DeleteAsync(user);
        else
            await context.SaveChangesAsync(cancellationToken);
        await marks.MarkAsync([Forgetting.Mark(memberId, TimeSpan.Zero)], cancellationToken);
        foreach (var file in tickets.SelectMany(ticket => ticket.Messages).SelectMany(message => message.Files))
            files.Remove(file.Id);
    }

    /// <summary>What stands in the address of somebody who was taken out.</summary>
    public static string FormerEmail(Guid memberId) => $"former-{memberId:N}@invalid.example";
}
