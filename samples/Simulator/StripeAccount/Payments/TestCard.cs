namespace Simulator.StripeAccount.Payments;

/// <summary>A test card and how it behaves.</summary>
internal sealed record TestCard(string Number, string Brand, string[] Names)
{
    public string Funding { get; init; } = "credit";

    /// <summary>Why charges fail; null when they succeed.</summary>
    public Decline? Decline { get; init; }

    /// <summary>True where the card cannot even be attached or set up.</summary>
    public bool DeclinesSetup { get; init; }

    public Authentication Authentication { get; init; }

    /// <summary>The reason of the dispute that follows a charge.</summary>
    public string? Dispute { get; init; }

    public bool DisputeIsInquiry { get; init; }

    public bool RefundFails { get; init; }

    public bool RefundIsPending { get; init; }

    public string Last4 => Number[^4..];
}

/// <summary>When a card asks its holder to authenticate.</summary>
internal enum Authentication
{
    Never,

    /// <summary>Until the holder has done so once; then charges off session pass.</summary>
    UnlessSetUp,

    Always,
}
