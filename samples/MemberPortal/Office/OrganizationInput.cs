using System.Security.Cryptography;
using System.Text;
using MemberPortal.Accounts;
using MemberPortal.Members;

namespace MemberPortal.Office;

/// <summary>What the office types about an organization.</summary>
public sealed class OrganizationInput
{
    public string? Name { get; set; }

    public string? Domain { get; set; }

    public string? Email { get; set; }

    public Guid? ContactId { get; set; }

    /// <summary>Stands for the values that were shown: what was changed elsewhere since is not written over unseen.</summary>
    public string? Shown { get; set; }

    public static OrganizationInput Of(Organization organization) => new()
    {
        Name = organization.Name,
        Domain = organization.Domain,
        Email = organization.Email,
        ContactId = organization.ContactId,
        Shown = StampOf(organization),
    };

    public static string StampOf(Organization organization) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{organization.Name}\n{organization.Domain}\n{organization.Email}\n{organization.ContactId}")), 0, 8);

    /// <summary>What is wrong, by property; empty when nothing is.</summary>
    public Dictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        if (OfficeDesk.TextFault(Name, ProfileInput.MaxOrganization, "name") is { } name)
            faults[nameof(Name)] = name;
        if (!string.IsNullOrWhiteSpace(Domain) && (Domain.Trim().Length > 120 || Uri.CheckHostName(Domain.Trim()) != UriHostNameType.Dns || !Domain.Contains('.', StringComparison.Ordinal)))
            faults[nameof(Domain)] = "Enter a domain such as kitchen.example, or leave it empty.";
        if (!string.IsNullOrWhiteSpace(Email) && RegisterInput.EmailFault(Email) is { } email)
            faults[nameof(Email)] = email;
        return faults;
    }
}
