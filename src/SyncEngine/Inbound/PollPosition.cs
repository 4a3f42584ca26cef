using System.Security.Cryptography;
using System.Text;
using Connector.Salesforce;
using SyncEngine.Records;

namespace SyncEngine.Inbound;

/// <summary>
/// Where a poll stands: the newest modstamp that was read, and the rows that were seen in the window before it, by id. A modstamp tells seconds: of two edits
/// in one, the second is known by what the row says.
/// </summary>
internal sealed record PollPosition(int Version, DateTimeOffset Watermark, Dictionary<string, PollPosition.SeenRow>? Rows)
{
    public bool HasSeen(SalesforceRecord row) =>
        row.Id is { } id && Rows?.TryGetValue(id.Value, out var seen) == true && seen.At == Stamp(row)?.ToUnixTimeMilliseconds() && seen.Content == Content(row);

    public PollPosition With(IReadOnlyCollection<SalesforceRecord> rows, TimeSpan overlap, int most)
    {
        var seen = new Dictionary<string, SeenRow>(Rows ?? []);
        var watermark = Watermark;
        foreach (var row in rows)
        {
            if (row.Id is not { } id || Stamp(row) is not { } at)
                continue;

            seen[id.Value] = new SeenRow(at.ToUnixTimeMilliseconds(), Content(row));
            if (at > watermark)
                watermark = at;
        }

        // What is outside the next window is not asked for again; of what is in it, the newest are remembered: the others are only compared once more.
        var from = (watermark - overlap).ToUnixTimeMilliseconds();
        return new PollPosition(2, watermark, seen.Where(pair => pair.Value.At >= from).OrderByDescending(pair => pair.Value.At).Take(most).ToDictionary());
    }

    private static DateTimeOffset? Stamp(SalesforceRecord row) => RecordPlanning.Moment(row["SystemModstamp"]);

    // Of the values only this is kept: a position is no place for personal data.
    private static string Content(SalesforceRecord row)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in row.Fields)
            text.Append(name).Append('=').Append(value?.ToJsonString()).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }

    /// <summary>A row as it was read: its modstamp in Unix milliseconds, and a digest of what it said.</summary>
    internal sealed record SeenRow(long At, string Content);
}
