using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Stripe.Tests;

public sealed class Organization
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public string? Email { get; set; }
    public string? PaymentStatus { get; set; }
    public DateOnly? LastPaymentDate { get; set; }
    public decimal? LastPaymentAmount { get; set; }
}

public sealed class Member
{
    public Guid Id { get; set; }
    public required string FirstName { get; set; }
    public required string LastName { get; set; }
    public required string Email { get; set; }
    public Guid? OrganizationId { get; set; }
    public Organization? Organization { get; set; }
    public string? Tier { get; set; }
    public DateOnly? RenewalDate { get; set; }
    public string PaymentStatus { get; set; } = "none";
}

public sealed class Payment
{
    public Guid Id { get; set; }
    public required string Name { get; set; }
    public decimal Amount { get; set; }
    public required string Currency { get; set; }
    public DateOnly PaidOn { get; set; }
    public required string Status { get; set; }
    public Guid? MemberId { get; set; }
    public Guid? OrganizationId { get; set; }
}

public sealed class SiteContext(DbContextOptions<SiteContext> options) : DbContext(options)
{
    public DbSet<Organization> Organizations => Set<Organization>();
    public DbSet<Member> Members => Set<Member>();
    public DbSet<Payment> Payments => Set<Payment>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddSyncEngine();
}
