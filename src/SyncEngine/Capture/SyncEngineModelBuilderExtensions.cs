using SyncEngine.Capture;
using SyncEngine.Model;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Makes the engine's marks part of a site's model.</summary>
public static class SyncEngineModelBuilderExtensions
{
    /// <summary>
    /// Call it in <c>OnModelCreating</c>: a save then appends its marks itself. The table is the package's: it is left out of the site's migrations
    /// and installed when the host starts.
    /// </summary>
    public static ModelBuilder AddSyncEngine(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<SyncMark>(mark =>
        {
            mark.ToTable("sync_mark", table => table.ExcludeFromMigrations());
            mark.HasKey(row => row.Id);
            mark.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
            mark.Property(row => row.Key).HasColumnName("key").HasMaxLength(WorkKey.MaxLength);
            mark.Property(row => row.Lane).HasColumnName("lane");
            mark.Property(row => row.Cause).HasColumnName("cause");
            mark.Property(row => row.Fields).HasColumnName("fields");
        });
        return modelBuilder;
    }
}
