namespace Simulator.Faults;

/// <summary>
/// Which calls go wrong, and how. Every condition that is set must hold. A rule with neither <see cref="Count"/> nor <see cref="For"/> holds
/// until it is removed.
/// </summary>
public sealed record FaultRule
{
    /// <summary>Given by the simulator.</summary>
    public int Id { get; init; }

    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The HTTP method; null is any.</summary>
    public string? Method { get; init; }

    /// <summary>The path, where <c>*</c> stands for any characters; null is any path of the simulated services but the token endpoint.</summary>
    public string? Path { get; init; }

    /// <summary>The Salesforce object in the path, or of the record in a batch; null is any.</summary>
#pragma warning disable CA1720 // What Salesforce calls it.
    public string? Object { get; init; }
#pragma warning restore CA1720

    /// <summary>The error code, such as UNABLE_TO_LOCK_ROW; for a Stripe call, Stripe's.</summary>
    public string? Code { get; init; }

    /// <summary>The message where the code's usual one will not do.</summary>
    public string? Message { get; init; }

    /// <summary>The HTTP status where the code's usual one will not do.</summary>
    public int? Status { get; init; }

    /// <summary>A Retry-After header for the refusal, in seconds or as a date.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>For a Stripe call: the refusal is kept under its idempotency key and given again for a day, as Stripe keeps a 500 of a request that it had begun.</summary>
    public bool Kept { get; init; }

    /// <summary>How slow, or how late.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The next so many matching calls (or records, for <see cref="FaultKind.Partial"/>).</summary>
    public int? Count { get; init; }

    /// <summary>So many matching calls go well first.</summary>
    public int Skip { get; init; }

    /// <summary>The share of the matching calls or records, 0 to 1; null is all.</summary>
    public double? Rate { get; init; }

    /// <summary>So long by the simulator's clock.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>How often the rule was applied. Kept by the simulator.</summary>
    public int Applied { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw new ArgumentException($"kind is {Kind}; it must be one of {string.Join(", ", Enum.GetNames<FaultKind>())}.");
        if (Kind == FaultKind.Partial && string.IsNullOrWhiteSpace(Code))
            throw new ArgumentException("code is missing: a partial batch refuses records with a code such as UNABLE_TO_LOCK_ROW.");
        if (Kind == FaultKind.Error && string.IsNullOrWhiteSpace(Code) && Status is null)
            throw new ArgumentException("code and status are missing: an error needs one of them.");
        if (Kind == FaultKind.Slow && Delay is null)
            throw new ArgumentException("delay is missing: a slow answer needs one such as 00:00:05.");
        if (Delay < TimeSpan.Zero || For <= TimeSpan.Zero || Count <= 0 || Skip < 0 || Rate is < 0 or > 1 || Status is < 200 or > 599)
            throw new ArgumentException("delay, for, count and skip must not be negative, rate must be 0 to 1, status 200 to 599.");
    }
}
