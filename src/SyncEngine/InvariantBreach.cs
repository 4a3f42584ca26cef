using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One thing that breaks an invariant.</summary>
/// <param name="Id">Names it within its report.</param>
/// <param name="Rule">The rule that it breaks, one of <see cref="InvariantReport.Rules"/>.</param>
/// <param name="Reference">What it is: a payment, a subscription, an event.</param>
/// <param name="Cause">How it came about, in plain words.</param>
/// <param name="Repair">What its repair would do, in words; null where a person has to decide.</param>
public sealed record InvariantBreach(string Id, string Rule, string Reference, string Cause, string? Repair)
{
    /// <summary>The record it is about; null when unknown.</summary>
    public WorkKey? Key { get; init; }

    /// <summary>The sums that differ, each with whose it is: <c>Stripe: 120.00 USD</c>.</summary>
    public IReadOnlyList<string> Sums { get; init; } = [];

    /// <summary>Where a service shows it; null where none does.</summary>
    public Uri? Link { get; init; }
}
