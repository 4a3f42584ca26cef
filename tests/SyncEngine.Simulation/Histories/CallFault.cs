namespace SyncEngine.Simulation.Histories;

/// <summary>What becomes of one call to Salesforce, counted from the start of the history.</summary>
/// <param name="Call">Which call, from 1.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Delay">For what comes late: how late.</param>
internal sealed record CallFault(int Call, CallFaultKind Kind, TimeSpan Delay)
{
    public override string ToString() => $"call {Call}: {Kind}{(Kind is CallFaultKind.LandsLate ? $" by {Delay:c}" : "")}";
}
