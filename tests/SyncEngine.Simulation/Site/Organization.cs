namespace SyncEngine.Simulation.Site;

internal sealed class Organization
{
    public Guid Id { get; set; }

    public required string Name { get; set; }

    public string? Phone { get; set; }
}
