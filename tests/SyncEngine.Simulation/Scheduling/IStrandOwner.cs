namespace SyncEngine.Simulation.Scheduling;

/// <summary>Whoever runs code in the simulation: a host, which can die and stall, or the world outside, which cannot.</summary>
internal interface IStrandOwner
{
    bool IsAlive { get; }

    DateTimeOffset? StalledUntil { get; }
}
