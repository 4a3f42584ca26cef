using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Mutations;

namespace SyncEngine.Simulation;

/// <summary>Leaves out operations and faults as long as the history still fails.</summary>
internal static class Shrinker
{
    public static History Shrink(History history, Mutation? mutation = null)
    {
        for (var shrunk = true; shrunk;)
        {
            shrunk = false;
            foreach (var smaller in Smaller(history))
            {
                if (Simulation.Run(smaller, mutation).IsClean)
                    continue;

                (history, shrunk) = (smaller, true);
                break;
            }
        }

        return history;
    }

    // Halves first, then one by one.
    private static IEnumerable<History> Smaller(History history)
    {
        foreach (var share in (int[])[2, 4, int.MaxValue])
        {
            foreach (var kept in Without(history.CallFaults, share))
                yield return history with { CallFaults = kept };
            foreach (var kept in Without(history.HostFaults, share))
                yield return history with { HostFaults = kept };
            foreach (var kept in Without(history.Operations, share))
                yield return history with { Operations = kept };
        }

        if (history.Hosts > 1)
            yield return history with { Hosts = 1 };
        if (history.Skews.Any(skew => skew != TimeSpan.Zero))
            yield return history with { Skews = [.. history.Skews.Select(_ => TimeSpan.Zero)] };
        if (history.Flow != TitleFlow.None)
            yield return history with { Flow = TitleFlow.None };
        foreach (var fast in history.Operations.OfType<SaveFast>().Where(fast => fast.Times > 2))
            yield return history with { Operations = [.. history.Operations.Select(operation => operation == fast ? fast with { Times = 2 } : operation)] };
    }

    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> items, int share)
    {
        var size = Math.Max(1, items.Count / share);
        for (var from = 0; from < items.Count; from += size)
            yield return [.. items.Take(from), .. items.Skip(from + size)];
    }
}
