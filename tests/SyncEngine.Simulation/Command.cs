using System.Globalization;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Kills;
using SyncEngine.Simulation.Mutations;
using SyncEngine.Simulation.Naive;
using SyncEngine.Simulation.Oracle;

namespace SyncEngine.Simulation;

/// <summary>The long search, and the replay of one seed.</summary>
internal static class Command
{
    public static bool Knows(string argument) => argument is "--seeds" or "--seed" or "--mutations" or "--naive" or "--kills" or Victim.Verb;

    public static int Run(string[] args)
    {
        if (args is [Victim.Verb, ..])
            return Victim.Run(args[1..]);
        if (Number(args, "--kills") is { } kills)
            return Kill(kills, Number(args, "--random") ?? 1);
        if (Number(args, "--seed") is { } seed)
            return Replay(seed, args.Contains("--verbose"), args.Contains("--shrink"));
        var threads = Number(args, "--threads") ?? Environment.ProcessorCount;
        if (args.Contains("--mutations"))
            return Mutate(Number(args, "--from") ?? 1, Number(args, "--seeds") ?? 400, threads, args[^1]);
        if (args.Contains("--naive"))
            return Compare(Number(args, "--from") ?? 1, Number(args, "--seeds") ?? 1000, threads, args.Contains("--verbose"));
        return Search(Number(args, "--from") ?? 1, Number(args, "--seeds") ?? 10_000, threads);
    }

    private static int Replay(int seed, bool isVerbose, bool shrinks)
    {
        var history = HistoryGenerator.Make(seed);
        var verdict = Simulation.Run(history, isVerbose: isVerbose);
        if (shrinks && !verdict.IsClean)
        {
            history = Shrinker.Shrink(history);
            verdict = Simulation.Run(history, isVerbose: isVerbose);
        }

        Console.WriteLine($"seed {seed}: {history.Hosts} host(s), polling every {history.PollingInterval}, quiet {history.Quiet}, flow {history.Flow}");
        foreach (var line in history.Operations.Cast<object>().Concat(history.CallFaults).Concat(history.HostFaults))
            Console.WriteLine($"  {line}");
        foreach (var line in verdict.Told)
            Console.WriteLine(line);
        foreach (var finding in verdict.Findings)
            Console.WriteLine($"{finding.Kind}: {finding.What}");
        Console.WriteLine($"fingerprint {verdict.Fingerprint}");
        return verdict.IsClean ? 0 : 1;
    }

    private static int Search(int from, int count, int threads)
    {
        var verdicts = new Tally();
        var started = TimeProvider.System.GetTimestamp();
        Parallel.ForEach(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, seed =>
        {
            var verdict = Simulation.Run(HistoryGenerator.Make(seed));
            lock (verdicts)
            {
                verdicts.Add(seed, verdict);
                if (!verdict.IsClean)
                {
                    Console.WriteLine($"\rseed {seed}: {string.Join("; ", verdict.Findings.Select(finding => $"{finding.Kind}: {finding.What}").Take(3))}");
                }

                if (verdicts.Seeds % 50 == 0)
                    Console.Write($"\r{verdicts.Seeds} of {count}, {verdicts.Calls} calls, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s   ");
            }
        });
        Console.WriteLine();
        Console.WriteLine(verdicts.ToString());
        return verdicts.IsClean ? 0 : 1;
    }

    // Real processes, on each database.
    private static int Kill(int kills, int random)
    {
        var clean = true;
        foreach (var database in Enum.GetValues<KillDatabase>())
        {
            var report = KillRun.RunAsync(database, kills, random, Console.Write).GetAwaiter().GetResult();
            Console.WriteLine($"\r{report}");
            foreach (var finding in report.Findings)
                Console.WriteLine(finding);
            clean &= report.Findings.Count == 0;
        }

        return clean ? 0 : 1;
    }

    // The same histories for the engine and for what is often done instead.
    private static int Compare(int from, int count, int threads, bool shows)
    {
        Console.WriteLine("| strategy | seeds | lost | doubled | overwrote or ended apart | clean |");
        foreach (var naive in (NaiveStrategy?[])[.. Enum.GetValues<NaiveStrategy>().Cast<NaiveStrategy?>(), null])
        {
            var tally = new Tally();
            Parallel.ForEach(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = threads }, seed =>
            {
                var verdict = Simulation.Run(HistoryGenerator.Make(seed), naive: naive);
                lock (tally)
                    tally.Add(seed, verdict);
                if (shows)
                    Console.WriteLine($"{naive}, seed {seed}: {string.Join("; ", verdict.Findings.Select(finding => $"{finding.Kind}: {finding.What}"))}");
            });
            Console.WriteLine($"| {naive?.ToString() ?? "SyncEngine"} | {tally.Seeds} | {tally[FindingKind.Lost]} | {tally[FindingKind.Duplicated]} | {tally[FindingKind.Diverged] + tally[FindingKind.Stuck]} | {tally.Seeds - tally.Failing.Count} |");
        }

        return 0;
    }

    // Which seed first notices each way of breaking the engine.
    private static int Mutate(int from, int seeds, int threads, string word)
    {
        // A last word picks those whose name contains it.
        var mutations = AllMutations.List.Where(mutation => word is "--mutations" || int.TryParse(word, CultureInfo.InvariantCulture, out _) || mutation.Name.Contains(word, StringComparison.Ordinal)).ToList();
        var survivors = 0;
        Parallel.ForEach(mutations, new ParallelOptions { MaxDegreeOfParallelism = threads }, mutation =>
        {
            var caught = Enumerable.Range(from, seeds).Select(HistoryGenerator.Make).Where(mutation.Concerns).Select(history => (history.Seed, Verdict: Simulation.Run(history, mutation)))
                .FirstOrDefault(run => !run.Verdict.IsClean);
            if (caught.Verdict is null)
                Interlocked.Increment(ref survivors);
            lock (AllMutations.List)
            {
                Console.WriteLine(caught.Verdict is null
                    ? $"| {mutation.Name} | {mutation.Rule} | not caught by {seeds} seeds | |"
                    : $"| {mutation.Name} | {mutation.Rule} | {caught.Seed} | {caught.Verdict.Findings[0].Kind}: {caught.Verdict.Findings[0].What.Split('\n')[0]} |");
            }
        });
        Console.WriteLine($"mutations {mutations.Count}, caught {mutations.Count - survivors}");
        return survivors == 0 ? 0 : 1;
    }

    private static int? Number(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
