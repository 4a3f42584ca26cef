using Microsoft.EntityFrameworkCore;
using SyncEngine.Simulation.Scheduling;

namespace SyncEngine.Simulation.Site;

internal sealed class SiteContext(DbContextOptions<SiteContext> options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Member> Members => Set<Member>();

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        OffContext.Run(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Organization>().Property(organization => organization.Id).ValueGeneratedNever();
        modelBuilder.Entity<Member>(member =>
        {
            member.Property(row => row.Id).ValueGeneratedNever();
            member.HasOne(row => row.Organization).WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.SetNull);
        });
        modelBuilder.AddSyncEngine();
    }
}
