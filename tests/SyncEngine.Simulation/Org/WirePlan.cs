using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Org;

/// <summary>Counts the calls of all hosts, knows what is to go wrong with which, and what is still under way.</summary>
internal sealed class WirePlan(IReadOnlyList<CallFault> faults)
{
    private readonly Dictionary<int, CallFault> _faults = faults.ToDictionary(fault => fault.Call);

    public int Calls { get; private set; }

    /// <summary>Requests that have not been carried out yet, their senders dead or alive.</summary>
    public int UnderWay { get; set; }

    /// <summary>Who read which record when.</summary>
    public List<(string Host, string Id, DateTimeOffset At)> Reads { get; } = [];

    public (int Call, CallFault? Fault) Next()
    {
        Calls++;
        return (Calls, _faults.GetValueOrDefault(Calls));
    }
}
