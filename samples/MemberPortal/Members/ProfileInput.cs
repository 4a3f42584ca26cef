using System.Security.Cryptography;
using System.Text;

namespace MemberPortal.Members;

/// <summary>What a member sends from the profile page.</summary>
public sealed class ProfileInput
{
    public const int MaxFirstName = 40;
    public const int MaxLastName = 80;
    public const int MaxOrganization = 120;

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public Guid? OrganizationId { get; set; }

    /// <summary>A kitchen that the list does not have.</summary>
    public string? ProposedOrganization { get; set; }

    /// <summary>Stands for the values the member was shown: a change made elsewhere since then, in Salesforce too, is noticed.</summary>
    public string? Shown { get; set; }

    public static ProfileInput Of(Member member) => new()
    {
        FirstName = member.FirstName,
        LastName = member.LastName,
        OrganizationId = member.OrganizationId,
        ProposedOrganization = member.ProposedOrganization,
        Shown = StampOf(member),
    };

    public static string StampOf(Member member) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{member.FirstName}\n{member.LastName}\n{member.OrganizationId}")), 0, 8);

    /// <summary>What is wrong, by property; empty when nothing is.</summary>
    public Dictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        Name(nameof(FirstName), FirstName, MaxFirstName, "first name");
        Name(nameof(LastName), LastName, MaxLastName, "last name");
        if (ProposedOrganization?.Trim().Length > MaxOrganization)
            faults[nameof(ProposedOrganization)] = $"The name can have at most {MaxOrganization} characters.";
        else if (ProposedOrganization?.Any(char.IsControl) == true)
            faults[nameof(ProposedOrganization)] = "The name has a character that cannot be stored.";
        return faults;

        void Name(string property, string? value, int max, string what)
        {
            if (string.IsNullOrWhiteSpace(value))
                faults[property] = $"Enter your {what}.";
            else if (value.Trim().Length > max)
                faults[property] = $"Your {what} can have at most {max} characters.";
            else if (value.Any(char.IsControl))
                faults[property] = $"Your {what} has a character that cannot be stored.";
        }
    }
}
