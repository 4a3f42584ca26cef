namespace SyncEngine.Tests.Site;

public enum Tier
{
    Basic,
    Gold,
}

public sealed class Organization
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public string? Domain { get; set; }
}

public sealed class Address
{
    public string? City { get; set; }

    public string? Remark { get; set; }
}

public sealed class Country
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

public sealed class Member
{
    public Guid Id { get; set; }

    public string? FirstName { get; set; }

    public string LastName { get; set; } = "";

    public string? Email { get; set; }

    public bool EmailConfirmed { get; set; } = true;

    public Address Address { get; set; } = new();

    public Guid? OrganizationId { get; set; }

    public Organization? Organization { get; set; }

    public int? CountryId { get; set; }

    public Country? Country { get; set; }

    public Tier Tier { get; set; }

    public DateOnly? RenewalDate { get; set; }

    /// <summary>Mapped to nothing.</summary>
    public string? Note { get; set; }
}

/// <summary>As an old site has it: a key that the database makes, so that a SyncId stands in for it; and setters that nobody else may use.</summary>
public sealed class LegacyContact
{
    private LegacyContact()
    {
    }

    public LegacyContact(string lastName) => LastName = lastName;

    public int Id { get; private set; }

    public Guid? SyncId { get; private set; }

    public string LastName { get; private set; } = "";

    public void Rename(string lastName) => LastName = lastName;
}
