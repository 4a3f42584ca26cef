using Microsoft.EntityFrameworkCore;

namespace Benchmarks.Site;

/// <summary>The same entity in a site that does not know of the engine: what a save costs without it.</summary>
internal sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options)
{
    public DbSet<BenchMember> Members => this.Set<BenchMember>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<BenchMember>().ToTable("members");
}
