using System.Security.Cryptography;
using System.Text;
using MemberPortal.Accounts;
using MemberPortal.Members;

namespace MemberPortal.Office;

/// <summary>What the office types about a member.</summary>
public sealed class MemberInput
{
    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public Guid? OrganizationId { get; set; }

    /// <summary>Stands for the values that were shown: what was changed elsewhere since is not written over unseen.</summary>
    public string? Shown { get; set; }

    public static MemberInput Of(Member member) => new()
    {
        FirstName = member.FirstName,
        LastName = member.LastName,
        Email = member.Email,
        OrganizationId = member.OrganizationId,
        Shown = StampOf(member),
    };

    public static string StampOf(Member member) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{member.FirstName}\n{member.LastName}\n{member.Email}\n{member.OrganizationId}")), 0, 8);

    /// <summary>What is wrong, by property; empty when nothing is.</summary>
    public Dictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        if (OfficeDesk.TextFault(FirstName, ProfileInput.MaxFirstName, "first name") is { } first)
            faults[nameof(FirstName)] = first;
        if (OfficeDesk.TextFault(LastName, ProfileInput.MaxLastName, "last name") is { } last)
            faults[nameof(LastName)] = last;
        if (RegisterInput.EmailFault(Email) is { } email)
            faults[nameof(Email)] = email;
        return faults;
    }
}
