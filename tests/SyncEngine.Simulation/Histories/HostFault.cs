namespace SyncEngine.Simulation.Histories;

/// <summary>What befalls whichever host reaches a boundary, counted from the start of the history.</summary>
/// <param name="Boundary">Which boundary, from 1.</param>
/// <param name="Kind">What befalls it.</param>
/// <param name="Time">How long it stalls, or is down before it starts again.</param>
internal sealed record HostFault(int Boundary, HostFaultKind Kind, TimeSpan Time)
{
    public override string ToString() => $"boundary {Boundary}: {Kind} for {Time:c}";
}
