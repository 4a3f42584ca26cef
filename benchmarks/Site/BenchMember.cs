namespace Benchmarks.Site;

/// <summary>A member as a typical site has one; half of the columns are mapped.</summary>
internal sealed class BenchMember
{
    public Guid Id { get; set; }

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Email { get; set; } = "";

    public string? Phone { get; set; }

    public string? Notes { get; set; }

    public DateOnly? RenewalDate { get; set; }
}
