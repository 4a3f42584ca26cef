using System.Security.Cryptography;
using System.Text;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Mutations;
using SyncEngine.Simulation.Naive;
using SyncEngine.Simulation.Oracle;

namespace SyncEngine.Simulation;

/// <summary>Runs a history to its rest and lets the oracle judge.</summary>
internal static class Simulation
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public static Verdict Run(History history, Mutation? mutation = null, bool isVerbose = false, NaiveStrategy? naive = null)
    {
        // A thread of its own: the caller's may have a context, or be needed meanwhile.
        Verdict? verdict = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                verdict = RunHere(history, mutation, isVerbose, naive);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? verdict! : throw new InvalidOperationException($"Seed {history.Seed} broke the simulation itself: {failure.Message}", failure);
    }

    private static Verdict RunHere(History history, Mutation? mutation, bool isVerbose, NaiveStrategy? naive)
    {
        using var world = new World(history, mutation, isVerbose, naive);
        using var evidence = new Evidence(world);
        var performer = new Performer(world);
        world.StartHosts();
        performer.Schedule();

        var (rests, troubled) = (false, World.Beginning + history.HealedAt);
        Look();
        world.Scheduler.RunUntil(() => rests, World.Beginning + history.HealedAt + LongestRest);
        evidence.Collect();
        var judge = new Judge(world, evidence, performer);
        var findings = judge.Findings(rests);
        var told = world.Told.Concat(evidence.Commits.Select(commit => World.Line(commit.At, $"    site: {commit.Key.Split(':', 2)[1]} {commit.Field}: {commit.Value ?? "–"}")))
            .OrderBy(line => line[..10], StringComparer.Ordinal).ToList();
        return new Verdict(findings, told, Fingerprint(told), world.Wire.Calls, judge.Visible);

        void Look()
        {
            if (world.Wire.IsInTrouble)
                troubled = world.Scheduler.Now;
            var changed = world.Org.Writes.Count == 0 ? World.Beginning : world.Org.Writes[^1].At;
            var settled = (changed > troubled ? changed : troubled) + (3 * history.PollEvery);
            rests = world.IsHealed && performer.Open == 0 && world.Wire.UnderWay == 0 && world.AllHostsRun && world.Scheduler.Now > settled && evidence.IsAtRest();
            if (!rests)
                world.Scheduler.At(world.Scheduler.Now + BetweenLooks, Look);
        }
    }

    private static string Fingerprint(List<string> told) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', told))))[..16];
}
