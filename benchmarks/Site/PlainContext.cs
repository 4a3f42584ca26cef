using Microsoft.EntityFrameworkCore;

namespace Benchmarks.Site;

/// <summary>The same entity in a site that does not know of the engine: what a save costs without it.</summary>
internal sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
{
    public DbSet<BenchMember> Members => this.Set<BenchMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BenchMember>().ToTable("members");
        modelBuilder.Entity<OutboxRow>().ToTable("outbox").HasIndex(row => row.Key);
    }
}

/// <summary>What a site without the engine writes down by hand in the same save, so that a change is not forgotten.</summary>
internal sealed class OutboxRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Key { get; init; }

    public required string Fields { get; init; }
}
