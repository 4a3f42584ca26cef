using Microsoft.EntityFrameworkCore;

namespace Benchmarks.Site;

/// <summary>A site's context with one mapped entity.</summary>
internal sealed class BenchContext(DbContextOptions<BenchContext> options) : DbContext(options)
{
    public DbSet<BenchMember> Members => this.Set<BenchMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BenchMember>().ToTable("members");
        modelBuilder.AddSyncEngine();
    }
}
