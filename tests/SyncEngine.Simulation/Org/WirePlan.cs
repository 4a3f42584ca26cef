using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Hosting;

namespace SyncEngine.Simulation.Org;

/// <summary>Counts the calls of all hosts, knows what is to go wrong with which, and what is still under way.</summary>
internal sealed class WirePlan(IReadOnlyList<CallFault> faults)
{
    private readonly Dictionary<int, CallFault> _faults = faults.ToDictionary(fault => fault.Call);
    private readonly List<(SimulatedHost Host, Task Answer)> _troubled = [];

    public int Calls { get; private set; }

    /// <summary>Requests that have not been carried out yet, their senders dead or alive.</summary>
    public int UnderWay { get; set; }

    /// <summary>Who read which record when, to make both sides agree.</summary>
    public List<(string Host, string Id, DateTimeOffset At)> Reads { get; } = [];

    /// <summary>Whether a host still waits for the answer to a call that something befell: until its time-out, it is not at rest.</summary>
    public bool IsInTrouble => _troubled.Exists(call => call.Host.IsAlive && !call.Answer.IsCompleted);

    public void Befall(SimulatedHost host, Task answer) => _troubled.Add((host, answer));

    public (int Call, CallFault? Fault) Next()
    {
        Calls++;
        return (Calls, _faults.GetValueOrDefault(Calls));
    }
}
