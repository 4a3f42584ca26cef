using SyncEngine.Mapping;

namespace SyncEngine.Records;

/// <summary>
/// How many API calls it takes to bring records into agreement, by the limits that the reconciler keeps. A bulk job is reckoned with one look: one that takes
/// longer costs another each time its wait has doubled, at most two a minute. No I/O.
/// </summary>
internal static class RunCalls
{
    private const int ReadByIdAtOnce = 2000;
    private const int ListsAtOnce = 5;
    private const int WrittenAtOnce = 200;

    // Created, filled, closed, looked at, and its results read.
    private const int OfAJob = 5;

    public static Load LoadOf(EntityMapping mapping, IReadOnlyList<RecordWork> work)
    {
        var unlinked = work.Where(record => record is { Link: null, Local: not null }).ToList();
        var sends = work.Where(record => record is { IsOpen: true, Plan: not null, Body: not null }).ToList();
        return new Load(
            Linked: work.Count(record => record.Link is not null),
            Unlinked: unlinked.Count,
            Matched: mapping.Match.Count == 0 ? 0 : unlinked.Count(record => record.Choice is null && (record.Remote is null || record.Adopts) && mapping.Match.All(field => !string.IsNullOrWhiteSpace(field.Read(record.Local!)))),
            Upserts: sends.Count(record => record.Remote is null && record.Choice != SyncMatches.CreateNew),
            Overruling: sends.Count(record => record.Remote is null && record.Choice == SyncMatches.CreateNew),
            Updates: sends.Count(record => record.Remote is not null));
    }

    public static long Of(Load load, SyncEngineOptions options)
    {
        var (calls, left) = (0L, load);
        for (var records = load.Linked + load.Unlinked; records > 0; records -= options.BulkBatch)
        {
            var batch = records <= options.BulkBatch ? left : left.Share(options.BulkBatch / (double)records);
            calls += OfBatch(batch, options.BulkAbove);
            left -= batch;
        }

        return calls;
    }

    private static long OfBatch(Load batch, int above)
    {
        var reads = Calls(batch.Linked, ReadByIdAtOnce) + Calls(Calls(batch.Unlinked, RemoteReader.IdsAtOnce), ListsAtOnce) + Calls(Calls(batch.Matched, RemoteReader.MatchesAtOnce), ListsAtOnce);
        var jobs = new[] { batch.Upserts, batch.Updates }.Where(count => count > above).ToList();
        var few = new[] { batch.Upserts, batch.Updates }.Where(count => count <= above).Append(batch.Overruling).ToList();
        return reads + few.Sum(count => Calls(count, WrittenAtOnce)) + Calls(few.Sum(), ReadByIdAtOnce) + jobs.Sum(count => OfAJob + Calls(count, ReadByIdAtOnce));
    }

    private static long Calls(long records, int atOnce) => (records + atOnce - 1) / atOnce;

    /// <summary>What there is to do, in records.</summary>
    /// <param name="Linked">Read by their Salesforce ids.</param>
    /// <param name="Unlinked">Looked for by external id.</param>
    /// <param name="Matched">Of those: looked for by match rule, too.</param>
    /// <param name="Upserts">Created by external id.</param>
    /// <param name="Overruling">Created although a duplicate rule names others.</param>
    /// <param name="Updates">Changed, adopted ones included.</param>
    internal sealed record Load(long Linked, long Unlinked, long Matched, long Upserts, long Overruling, long Updates)
    {
        public static Load None { get; } = new(0, 0, 0, 0, 0, 0);

        public Load Share(double share)
        {
            return new Load(Part(Linked), Part(Unlinked), Part(Matched), Part(Upserts), Part(Overruling), Part(Updates));

            long Part(long count) => (long)Math.Round(count * share);
        }

        public static Load operator +(Load one, Load other) => new(
            one.Linked + other.Linked, one.Unlinked + other.Unlinked, one.Matched + other.Matched, one.Upserts + other.Upserts, one.Overruling + other.Overruling, one.Updates + other.Updates);

        public static Load operator -(Load one, Load other) => one + other.Share(-1);
    }
}
