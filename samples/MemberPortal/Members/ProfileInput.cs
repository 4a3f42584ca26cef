using System.Security.Cryptography;
using System.Text;

namespace MemberPortal.Members;

/// <summary>What a member sends from the profile page.</summary>
public sealed class ProfileInput
{
    public const int MaxFirstName = 40;
    public const int MaxLastName = 80;

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public Guid? OrganizationId { get; set; }

    /// <summary>Stands for the values the member was shown: a change made elsewhere since then, in Salesforce too, is noticed.</summary>
    public string? Shown { get; set; }

    public static ProfileInput Of(Member member) => new()
    {
        FirstName = member.FirstName,
        LastName = member.LastName,
        OrganizationId = member.OrganizationId,
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
