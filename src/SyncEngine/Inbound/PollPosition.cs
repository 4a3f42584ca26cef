using Connector.Salesforce;
using SyncEngine.Records;

namespace SyncEngine.Inbound;

/// <summary>Where a poll stands: the newest modstamp that was read, and what was seen in the window before it, id → modstamp.</summary>
internal sealed record PollPosition(int Version, DateTimeOffset Watermark, Dictionary<string, long> Seen)
{
    public bool HasSeen(SalesforceRecord row) => row.Id is { } id && Seen.TryGetValue(id.Value, out var at) && at == Stamp(row)?.ToUnixTimeMilliseconds();

    public PollPosition With(IReadOnlyCollection<SalesforceRecord> rows, TimeSpan overlap, int most)
    {
        var seen = new Dictionary<string, long>(Seen);
        var watermark = Watermark;
        foreach (var row in rows)
        {
            if (row.Id is not { } id || Stamp(row) is not { } at)
                continue;

            seen[id.Value] = at.ToUnixTimeMilliseconds();
            if (at > watermark)
                watermark = at;
        }

        // What is outside the next window is not asked for again; of what is in it, the newest are remembered: the others are only compared once more.
        var from = (watermark - overlap).ToUnixTimeMilliseconds();
        return new PollPosition(1, watermark, seen.Where(pair => pair.Value >= from).OrderByDescending(pair => pair.Value).Take(most).ToDictionary());
    }

    private static DateTimeOffset? Stamp(SalesforceRecord row) => RecordPlanning.Moment(row["SystemModstamp"]);
}
