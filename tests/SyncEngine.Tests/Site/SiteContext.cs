using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Tests.Site;

public sealed class SiteContext(DbContextOptions<SiteContext> options) : DbContext(options)
{
    public DbSet<Member> Members => Set<Member>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<LegacyContact> Legacies => Set<LegacyContact>();

    public DbSet<Country> Countries => Set<Country>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Member>().OwnsOne(member => member.Address);
        modelBuilder.Entity<LegacyContact>();
        modelBuilder.AddSyncEngine();
    }
}

/// <summary>A second context of the same site, on the same database.</summary>
public sealed class SecondContext(DbContextOptions<SecondContext> options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Organization>().ToTable("Organizations");
        modelBuilder.AddSyncEngine();
    }
}
