namespace SyncEngine.Simulation.Site;

internal sealed class Member
{
    public Guid Id { get; set; }

    public required string FirstName { get; set; }

    public required string LastName { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Title { get; set; }

    /// <summary>Goes to Salesforce only.</summary>
    public string? Department { get; set; }

    /// <summary>Not mapped.</summary>
    public string? Notes { get; set; }

    public Guid? OrganizationId { get; set; }

    public Organization? Organization { get; set; }
}
