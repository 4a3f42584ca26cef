using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Stripe;
using MemberPortal.Accounts;
using MemberPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Stripe;

namespace MemberPortal.Members;

/// <summary>Everything that is held about a member, and its end.</summary>
internal sealed class PersonalData(PortalDbContext context, UserManager<PortalUser> users, ISyncJournal journal, ISyncStatus sync, IStripeMemberships memberships)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

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
            ["profile"] = new { member.FirstName, member.LastName, member.Email, organization = member.Organization?.Name, member.MemberSince, member.Tier, member.RenewalDate, status = member.PaymentStatus },
            ["signIn"] = user is null ? null : new { user.Email, user.EmailConfirmed, twoFactor = user.TwoFactorEnabled, newsConsentSince = user.NewsConsentAt },
            ["payments"] = overview.Payments.Select(payment => new { payment.Name, amount = payment.Amount.ToDecimal(), currency = payment.Amount.Currency.Code, payment.PaidOn, payment.InvoiceNumber, payment.State }),
            ["card"] = overview.PaymentMethod is { } method ? new { method.Type, method.Brand, method.Last4 } : null,
            ["salesforce"] = new { contactId = status.RemoteId, status.LastSyncedAt },
            ["changes"] = story.Items.Select(entry => new { entry.At, entry.Action, entry.Fields }),
            ["conversations"] = await context.Tickets.AsNoTracking().Where(ticket => ticket.MemberId == memberId)
                .Select(ticket => new { ticket.Subject, ticket.OpenedAt, messages = ticket.Messages.Select(message => new { message.AuthorName, message.At, message.Body }) }).ToListAsync(cancellationToken),
            ["audit"] = user is null ? null : await context.AuditTrail.AsNoTracking().Where(entry => entry.UserId == user.Id).OrderBy(entry => entry.At)
                .Select(entry => new { entry.At, entry.Action }).ToListAsync(cancellationToken),
        };
    }

    /// <summary>
    /// Takes the person out: the sign-in and the conversations go, the record keeps no name and no address, and the same reaches Salesforce as any edit does.
    /// Payments stay as long as the law wants them, without a name.
    /// </summary>
    public async Task EraseAsync(Guid memberId, Action audit, CancellationToken cancellationToken = default)
    {
        var member = await context.Members.FirstAsync(row => row.Id == memberId, cancellationToken);
        (member.FirstName, member.LastName, member.Email) = ("Former", "Member", $"former-{memberId:N}@invalid.example");
        member.OrganizationId = null;
        context.RemoveRange(await context.Tickets.Where(ticket => ticket.MemberId == memberId).ToListAsync(cancellationToken));
        foreach (var organization in await context.Organizations.Where(organization => organization.ContactId == memberId).ToListAsync(cancellationToken))
            organization.ContactId = null;
        audit();
        if (await users.Users.FirstOrDefaultAsync(user => user.MemberId == memberId, cancellationToken) is { } user)
            await users.DeleteAsync(user);
        else
            await context.SaveChangesAsync(cancellationToken);
    }
}
