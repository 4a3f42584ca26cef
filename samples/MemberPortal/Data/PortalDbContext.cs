using MemberPortal.Accounts;
using MemberPortal.Community;
using MemberPortal.Members;
using MemberPortal.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MemberPortal.Data;

/// <summary>The portal's database: its people, their sign-ins, and the engine's marks.</summary>
public sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : IdentityDbContext<PortalUser, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<Member> Members => Set<Member>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<AuditEntry> AuditTrail => Set<AuditEntry>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<LibraryDocument> Documents => Set<LibraryDocument>();

    public DbSet<Ticket> Tickets => Set<Ticket>();

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await WelcomeAsync(cancellationToken);
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.AddSyncEngine();
        builder.Entity<Organization>(organization =>
        {
            organization.Property(row => row.Name).HasMaxLength(120);
            organization.Property(row => row.Domain).HasMaxLength(120);
            organization.Property(row => row.LastPaymentAmount).HasPrecision(12, 2);
            organization.Property(row => row.Email).HasMaxLength(80);
            organization.Property(row => row.PaymentStatus).HasConversion<string>().HasMaxLength(20);
            organization.HasIndex(row => row.Name).IsUnique();
        });
        builder.Entity<Payment>(payment =>
        {
            payment.Property(row => row.Name).HasMaxLength(120);
            payment.Property(row => row.Currency).HasMaxLength(3);
            payment.Property(row => row.InvoiceNumber).HasMaxLength(60);
            payment.Property(row => row.Amount).HasPrecision(12, 2);
            payment.Property(row => row.Net).HasPrecision(12, 2);
            payment.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            payment.HasOne(row => row.Member).WithMany().HasForeignKey(row => row.MemberId).OnDelete(DeleteBehavior.SetNull);
            payment.HasOne(row => row.Organization).WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.SetNull);
            payment.HasIndex(row => row.PaidOn);
        });
        builder.Entity<Member>(member =>
        {
            member.Property(row => row.FirstName).HasMaxLength(40);
            member.Property(row => row.LastName).HasMaxLength(80);
            member.Property(row => row.Email).HasMaxLength(80);
            member.Property(row => row.Tier).HasConversion<string>().HasMaxLength(20);
            member.Property(row => row.PaymentStatus).HasConversion<string>().HasMaxLength(20);
            member.Property(row => row.ProposedOrganization).HasMaxLength(ProfileInput.MaxOrganization);
            member.HasIndex(row => row.Email).IsUnique();
            member.HasIndex(row => row.LastName);
            member.HasOne(row => row.Organization).WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.SetNull);
        });
        builder.Entity<AuditEntry>(entry =>
        {
            entry.Property(row => row.Action).HasMaxLength(60);
            entry.Property(row => row.Subject).HasMaxLength(200);
            entry.HasIndex(row => row.At);
        });
        builder.Entity<Announcement>(announcement =>
        {
            announcement.Property(row => row.Title).HasMaxLength(120);
            announcement.Property(row => row.Body).HasMaxLength(4000);
        });
        builder.Entity<LibraryDocument>(document =>
        {
            document.Property(row => row.Title).HasMaxLength(120);
            document.Property(row => row.Category).HasMaxLength(60);
            document.Property(row => row.OnlyFor).HasConversion<string>().HasMaxLength(20);
            document.Property(row => row.FileName).HasMaxLength(120);
            document.Property(row => row.ContentType).HasMaxLength(120);
        });
        builder.Entity<Ticket>(ticket =>
        {
            ticket.Property(row => row.Subject).HasMaxLength(120);
            ticket.HasOne(row => row.Member).WithMany().HasForeignKey(row => row.MemberId).OnDelete(DeleteBehavior.Cascade);
            ticket.HasMany(row => row.Messages).WithOne().HasForeignKey(row => row.TicketId).OnDelete(DeleteBehavior.Cascade);
            ticket.HasIndex(row => row.ChangedAt);
        });
        builder.Entity<TicketMessage>(message =>
        {
            message.Property(row => row.AuthorName).HasMaxLength(130);
            message.Property(row => row.Body).HasMaxLength(4000);
            message.HasMany(row => row.Files).WithOne().HasForeignKey(row => row.MessageId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<TicketFile>(file =>
        {
            file.Property(row => row.FileName).HasMaxLength(120);
            file.Property(row => row.ContentType).HasMaxLength(120);
        });
        builder.Entity<PortalUser>(user =>
        {
            user.Property(row => row.DisplayName).HasMaxLength(130);
            user.HasOne(row => row.Member).WithOne().HasForeignKey<PortalUser>(row => row.MemberId).OnDelete(DeleteBehavior.SetNull);
        });
    }

    // Whose first dues arrive is a member since that day; the mark for Salesforce goes with the same save.
    private async Task WelcomeAsync(CancellationToken cancellationToken)
    {
        foreach (var payment in ChangeTracker.Entries<Payment>().Where(entry => entry is { State: EntityState.Added, Entity: { IsDues: true, MemberId: not null } }).ToList())
        {
            if (await Members.FindAsync([payment.Entity.MemberId], cancellationToken) is { } member && (member.MemberSince is not { } since || payment.Entity.PaidOn < since))
                member.MemberSince = payment.Entity.PaidOn;
        }
    }

    // SQLite orders no offsets; UTC reads and sorts alike in both databases.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();

    private sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
        moment => moment.UtcDateTime, stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
}
