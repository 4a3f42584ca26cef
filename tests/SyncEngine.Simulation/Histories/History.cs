using System.Globalization;

namespace SyncEngine.Simulation.Histories;

/// <summary>All that happens in one run: made of the seed alone, and made smaller by leaving operations and faults out.</summary>
internal sealed record History
{
    public required int Seed { get; init; }

    public required int Hosts { get; init; }

    /// <summary>How wrong each host's clock is.</summary>
    public required IReadOnlyList<TimeSpan> Skews { get; init; }

    public required TimeSpan PollingInterval { get; init; }

    public required TimeSpan Quiet { get; init; }

    /// <summary>How often Salesforce is asked what changed there; zero for never, so that only the site's own edits bring the engine to look.</summary>
    public required TimeSpan PollEvery { get; init; }

    /// <summary>What the org's automation does to a saved contact's title.</summary>
    public required TitleFlow Flow { get; init; }

    /// <summary>Above how many records a bulk job carries them; null for as the engine has it, which no history reaches.</summary>
    public int? BulkAbove { get; init; }

    /// <summary>Whether people's own edits go by bulk jobs, too.</summary>
    public bool IsAllBulk { get; init; }

    public required IReadOnlyList<Operation> Operations { get; init; }

    public required IReadOnlyList<CallFault> CallFaults { get; init; }

    public required IReadOnlyList<HostFault> HostFaults { get; init; }

    /// <summary>From here on nothing fails any more, so that everything can come to rest.</summary>
    public required TimeSpan HealedAt { get; init; }

    public int Size => Operations.Count + CallFaults.Count + HostFaults.Count;

    public TimeSpan Skew(int host) => Skews[host];

    public Dictionary<string, string?> EngineSettings() => new()
    {
        ["SyncEngine:PollingInterval"] = PollingInterval.ToString("c", CultureInfo.InvariantCulture),
        ["SyncEngine:PollEvery"] = PollEvery.ToString("c", CultureInfo.InvariantCulture),
        ["SyncEngine:Quiet"] = Quiet.ToString("c", CultureInfo.InvariantCulture),
    };
}
