using SyncEngine.Stripe;

namespace MemberPortal.Members;

/// <summary>A payment that came in, in Salesforce an Opportunity. Made by the engine from facts, never by a page.</summary>
public sealed class Payment
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public decimal Amount { get; init; }

    /// <summary>The ISO code in small letters.</summary>
    public required string Currency { get; init; }

    public DateOnly PaidOn { get; init; }

    public Guid? MemberId { get; init; }

    public Member? Member { get; init; }

    public Guid? OrganizationId { get; init; }

    public Organization? Organization { get; init; }

    public bool IsDues { get; init; }

    public bool IsOffline { get; init; }

    public string? InvoiceNumber { get; init; }

    /// <summary>How it stands: refunds and disputes come later.</summary>
    public PaymentState State { get; set; }

    /// <summary>What is left of it after refunds.</summary>
    public decimal Net { get; set; }

    public static Payment Of(PaymentRecord record) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Amount = record.Amount.ToDecimal(),
        Currency = record.Amount.Currency.Code,
        PaidOn = record.PaidOn,
        MemberId = record.MemberId,
        OrganizationId = record.OrganizationId,
        IsDues = record.IsDues,
        IsOffline = record.IsOffline,
        InvoiceNumber = record.InvoiceNumber,
        State = record.State,
        Net = record.Net.ToDecimal(),
    };

    /// <summary>A payment's name without the day at its end, for where the day stands beside it.</summary>
    public static string ShortName(string name) => name.LastIndexOf(" \u2013 ", StringComparison.Ordinal) is var at and > 0 && DateOnly.TryParse(name[(at + 3)..], System.Globalization.CultureInfo.InvariantCulture, out _) ? name[..at] : name;

    public void Become(PaymentRecord record) => (State, Net) = (record.State, record.Net.ToDecimal());
}
