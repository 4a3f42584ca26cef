using MemberPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using SyncEngine;

namespace MemberPortal.Members;

/// <summary>
/// Takes over what the office changed in Salesforce. An e-mail address is a sign-in: a new one stands by until the member confirms it.
/// What the portal could not hold is refused with its reason.
/// </summary>
internal sealed class MemberChangeApplier : IRemoteChangeApplier<Member>
{
    public async Task ApplyAsync(RemoteChange<Member> change, CancellationToken cancellationToken = default)
    {
        foreach (var field in change.Fields)
        {
            var (max, what) = field.Field switch
            {
                nameof(Member.FirstName) => (ProfileInput.MaxFirstName, "first name"),
                nameof(Member.LastName) => (ProfileInput.MaxLastName, "last name"),
                nameof(Member.Email) => (RegisterInput.MaxEmail, "e-mail address"),
                _ => (int.MaxValue, ""),
            };
            var text = field.After;
            if (max < int.MaxValue && string.IsNullOrWhiteSpace(text))
                throw new RemoteChangeRefusedException($"A member of the portal cannot be without {what}; it is empty in Salesforce.", field.Field);
            if (text?.Length > max)
                throw new RemoteChangeRefusedException($"The {what} in Salesforce is longer than the {max} characters that the portal holds.", field.Field);
            if (field.Field != nameof(Member.Email))
            {
                change.Set(field.Field);
                continue;
            }

            if (RegisterInput.EmailFault(text) is not null)
                throw new RemoteChangeRefusedException("The e-mail address in Salesforce is none that mail can be sent to.", field.Field);
            var memberId = change.Entity.Id;
            if (await change.Context.Set<PortalUser>().FirstOrDefaultAsync(user => user.MemberId == memberId, cancellationToken) is not { } user)
            {
                change.Set(field.Field);
                continue;
            }

            user.OfficeEmail = text;
            change.Defer(field.Field, "waits for the member's confirmation");
        }
    }
}
