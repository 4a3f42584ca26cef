using MemberPortal.Data;
using MemberPortal.Hosting;
using MemberPortal.Mail;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Members;

/// <summary>What the contact person of an organization may do there, and nobody else.</summary>
internal sealed class KitchenDesk(PortalDbContext context, IMailOutbox outbox, PublicAddress address, Invitations invitations)
{
    public Task<Organization?> FindAsync(Guid? contactId, CancellationToken cancellationToken = default) => contactId is null
        ? Task.FromResult<Organization?>(null)
        : context.Organizations.FirstOrDefaultAsync(organization => organization.ContactId == contactId, cancellationToken);

    public Task<List<Member>> PeopleAsync(Organization organization) =>
        context.Members.AsNoTracking().Where(member => member.OrganizationId == organization.Id).OrderBy(member => member.LastName).ToListAsync();

    /// <returns>Who was taken off; null when nobody of this kitchen has the id, or it is the contact person.</returns>
    public async Task<Member?> RemoveAsync(Organization organization, Guid memberId)
    {
        if (memberId == organization.ContactId || await context.Members.FirstOrDefaultAsync(member => member.Id == memberId && member.OrganizationId == organization.Id) is not { } member)
            return null;

        member.OrganizationId = null;
        await context.SaveChangesAsync();
        return member;
    }

    /// <summary>Asks somebody to join; one mail a day to the same address, whoever they are.</summary>
    /// <returns>What is wrong; null when a mail is on its way.</returns>
    public async Task<string?> InviteAsync(Organization organization, string? email, DateOnly today)
    {
        if (Accounts.RegisterInput.EmailFault(email) is { } fault)
            return fault;

        var template = new MailTemplate($"{organization.Name} keeps a seat for you.",
            [$"{organization.Name} would like to have you among its people at Longtable, the national alliance of community kitchens.",
                $"Join with this address, and {organization.Name} is your organization at once."],
            "Join", address.Of($"/register?invitation={invitations.Seal(organization.Id, email!.Trim())}"), "The link works for thirty days. If you do not want to, ignore this mail: nothing happens.");
        await outbox.QueueAsync($"{organization.Id:N}:{email!.Trim().ToLowerInvariant()}:{today:yyyyMMdd}",
            new OutgoingMail { To = email.Trim(), Subject = $"{organization.Name} invites you to Longtable", Category = "invitation", Text = template.ToText(), Html = template.ToHtml() }, new Cause("user"));
        return null;
    }
}
