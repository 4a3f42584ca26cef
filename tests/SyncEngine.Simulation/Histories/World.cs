using System.Globalization;
using SyncEngine.Simulation.Hosting;
using SyncEngine.Simulation.Mutations;
using SyncEngine.Simulation.Naive;
using SyncEngine.Simulation.Org;
using SyncEngine.Simulation.Scheduling;
using SyncEngine.Simulation.Site;
using SyncEngine.Simulation.Storage;

namespace SyncEngine.Simulation.Histories;

/// <summary>One run of one history: the clock, the site's file, its hosts, the org, and the telling of what happened.</summary>
internal sealed class World : IDisposable
{
    public static readonly DateTimeOffset Beginning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly Random _latencies;
    private readonly SimulatedHost?[] _hosts;
    private readonly int[] _lives;
    private readonly Dictionary<int, HostFault> _hostFaults;
    private readonly List<string> _told = [];
    private readonly string _folder;
    private int _boundaries;

    public World(History history, Mutation? mutation = null, bool isVerbose = false, NaiveStrategy? naive = null)
    {
        (History, Mutation, IsVerbose, Naive) = (history, mutation, isVerbose, naive);
        Scheduler = new Scheduler(Beginning);
        _latencies = new Random(history.Seed ^ 0x5eed);
        _hosts = new SimulatedHost?[history.Hosts];
        _lives = new int[history.Hosts];
        _hostFaults = history.HostFaults.ToDictionary(fault => fault.Boundary);
        _folder = SiteFile.NewFolder();
        File = SiteFile.Create(_folder, naive is null ? null : NaiveQueue.Script);
        Org = new SimulatedOrg(this);
        Wire = new WirePlan(history.CallFaults);
    }

    public History History { get; }

    public Mutation? Mutation { get; }

    public bool IsVerbose { get; }

    /// <summary>What runs in the engine's place; null for the engine.</summary>
    public NaiveStrategy? Naive { get; }

    public Scheduler Scheduler { get; }

    public string File { get; }

    public SimulatedOrg Org { get; }

    public WirePlan Wire { get; }

    public IReadOnlyList<string> Told => _told;

    /// <summary>What went wrong with the simulation itself, or with the engine where nothing catches it.</summary>
    public Exception? Broken { get; private set; }

    public bool IsHealed => Scheduler.Elapsed >= History.HealedAt;

    public bool AllHostsRun => _hosts.All(host => host is { IsAlive: true });

    public SimulatedHost? Host(int number) => _hosts[number % _hosts.Length] is { IsAlive: true } host ? host : null;

    public void StartHosts()
    {
        for (var number = 0; number < _hosts.Length; number++)
            Start(number);
    }

    public void Tell(string what) => _told.Add(Line(Scheduler.Now, what));

    public static string Line(DateTimeOffset at, string what) => string.Create(CultureInfo.InvariantCulture, $"{(at - Beginning).TotalSeconds,10:0.000}  {what}");

    public void Break(Exception exception) => Broken ??= exception;

    public TimeSpan DatabaseLatency() => TimeSpan.FromMicroseconds(_latencies.Next(50, _latencies.Next(20) == 0 ? 20_000 : 1_000));

    public TimeSpan WireLatency() => TimeSpan.FromMilliseconds(_latencies.Next(5, _latencies.Next(10) == 0 ? 3_000 : 200));

    public int Choose(int below) => _latencies.Next(below);

    /// <summary>Counts a boundary and says what befalls the host there.</summary>
    public Doom Boundary(SimulatedHost host, string what)
    {
        if (IsHealed || !_hostFaults.TryGetValue(++_boundaries, out var fault))
            return Doom.None;

        Tell($"{fault} ({host.Name}, {what})");
        switch (fault.Kind)
        {
            case HostFaultKind.Stall:
                host.Stall(fault.Time);
                return Doom.None;
            case HostFaultKind.DatabaseError:
                return Doom.Error;
            case HostFaultKind.CrashBeforeCommit when what is "write" or "begin":
                return Doom.BeforeCommit;
            case HostFaultKind.CrashAfterCommit when what is "write" or "begin":
                return Doom.AfterCommit;
            default:
                return Doom.AtBoundary;
        }
    }

    public void Died(SimulatedHost host)
    {
        Tell($"{host.Name} dies");
        var down = _hostFaults.TryGetValue(_boundaries, out var fault) ? fault.Time : TimeSpan.FromSeconds(1);
        Scheduler.At(Scheduler.Now + down, () => Start(host.Number));
    }

    public void Dispose()
    {
        foreach (var host in _hosts)
            host?.Dispose();
        Org.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Start(int number)
    {
        var host = _hosts[number] = new SimulatedHost(this, number, ++_lives[number]);
        Tell($"{host.Name} starts");

        // A host that cannot start ends, and whoever watches it starts it again.
        _ = host.Start().ContinueWith(_ => host.Die(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
