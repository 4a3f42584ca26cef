namespace MemberPortal.Members;

/// <summary>A member organisation: a community kitchen, in Salesforce an Account.</summary>
public sealed class Organization
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>The domain of its people's e-mail addresses, such as <c>harborstreet.example</c>.</summary>
    public string? Domain { get; set; }

    public DateOnly? LastPaymentDate { get; set; }

    public decimal? LastPaymentAmount { get; set; }
}
