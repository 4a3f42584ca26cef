using SyncEngine.Ledger;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Org;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Oracle;

/// <summary>
/// Checks the promises when everything has come to rest, from two records that the engine does not keep: what the site's database committed,
/// and what changed in the org by whose call.
/// </summary>
internal sealed class Judge(World world, Evidence evidence, Performer performer)
{
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<string, OrgRecord> _org = world.Org.All.ToDictionary(record => record.Id);
    private readonly ILookup<(string Id, string Field), OrgWrite> _writes = world.Org.Writes.ToLookup(write => (write.Id, write.Field));

    /// <summary>Records that wait for a person.</summary>
    public int Visible { get; private set; }

    public IReadOnlyList<Finding> Findings(bool rests)
    {
        if (world.Scheduler.Leak is { } leak)
            Find(FindingKind.Stuck, $"a continuation came from another thread: {leak}");
        if (world.Broken is { } broken)
            Find(FindingKind.Stuck, $"it broke: {broken}");
        Rest(rests);
        Duplicates();
        foreach (var (key, fields) in evidence.Local)
            Record(key, fields);
        Overwritten();
        return _findings;
    }

    private void Rest(bool rests)
    {
        if (!rests)
        {
            Find(FindingKind.Stuck, $"no rest: {performer.Open} operations open, {world.Wire.UnderWay} calls under way, {evidence.Marks} marks, hosts {(world.AllHostsRun ? "run" : "are down")}, "
                + string.Join("; ", evidence.Rows.Select(row => $"{row.Key} {row.State} ({row.Reason})")));
        }

        foreach (var row in evidence.Rows.Where(row => row.State == WorkState.Leased))
            Find(FindingKind.Stuck, $"{row.Key} is still leased");
        foreach (var row in evidence.Rows.Where(row => row.State is WorkState.Deciding or WorkState.Failed or WorkState.Waiting))
        {
            Visible++;
            if (string.IsNullOrWhiteSpace(row.Reason))
                Find(FindingKind.Stuck, $"{row.Key} stands {row.State} without a reason");
            else if (row.State != WorkState.Waiting && !MayAsk(row))
                Find(FindingKind.Diverged, $"{row.Key} stands {row.State} without cause: {row.Reason}");
        }

        foreach (var pause in evidence.Pauses)
            Find(FindingKind.Stuck, $"paused: {pause}");
    }

    // A person is asked only where a person did something: an edit, a deletion, or another record that fits.
    private bool MayAsk(Evidence.Work row)
    {
        if (Remote(row.Key) is { } id && world.Org.Writes.Any(write => write.Id == id && !write.IsOurs))
            return true;

        var local = evidence.Local.GetValueOrDefault(row.Key);
        return local is not null && world.Org.Writes.Any(write => !write.IsOurs && write.Field is "Email" or "LastName" or "Name" && evidence.Commits.Any(commit => commit.Key == row.Key && commit.Value == write.After));
    }

    private void Duplicates()
    {
        foreach (var made in world.Org.Writes.Where(write => write is { Field: OrgWrite.Created, IsOurs: true }).GroupBy(write => write.After).Where(made => made.Count() > 1))
            Find(FindingKind.Duplicated, $"{made.Key} was made {made.Count()} times: {string.Join(", ", made.Select(write => $"{write.Id} by call {write.Call}"))}");
    }

    private void Record(string key, IReadOnlyDictionary<string, string?> fields)
    {
        if (evidence.Rows.Any(row => row.Key == key && row.State is WorkState.Deciding or WorkState.Failed or WorkState.Waiting))
            return;
        if (Remote(key) is not { } id)
        {
            Find(FindingKind.Lost, $"{key} is nowhere in Salesforce, and nothing says so");
            return;
        }

        foreach (var (field, value) in fields)
            Field(key, id, field, value);
    }

    private void Field(string key, string id, string field, string? local)
    {
        var remoteField = field == "OrganizationId" ? "AccountId" : field;
        var expected = field == "OrganizationId"
            ? local is null ? null : evidence.Links.GetValueOrDefault(Evidence.Key("Organizations", local))
            : local;
        var stands = _org[id].Fields.GetValueOrDefault(remoteField);
        if (Same(remoteField, expected, stands) || (field == "OrganizationId" && Merged(expected) == stands))
            return;

        var commits = evidence.Commits.Where(commit => commit.Key == key && commit.Field == field).ToList();

        var writes = Lineage(id).SelectMany(record => _writes[(record, remoteField)]).OrderBy(write => write.At).ToList();

        // Empty here from the beginning, as far as Salesforce ever knew: a blank never wrote over somebody's value.
        if (local is null && !commits.Exists(commit => commit.Value is not null && writes.Exists(write => write.At >= commit.At && Same(remoteField, commit.Value, write.After))))
            return;

        // Delivered, and changed by people since: a one-sided change, which an engine without its inward half leaves alone.
        var arrived = commits[^1].At;
        var stood = writes.FindLast(write => write.At < arrived);
        var delivered = stood is not null && Same(remoteField, expected, stood.After) || writes.Exists(write => write.At >= arrived && Same(remoteField, expected, write.After));
        var last = writes.FindLast(write => write.Actor != OrgWrite.Automation);
        if (delivered && (last is not { IsOurs: true } || _org[id].IsDeleted))
            return;

        Find(delivered ? FindingKind.Diverged : FindingKind.Lost,
            $"{key} {field}: here {local ?? "–"} since {commits[^1].At:mm:ss.fff}, there {stands ?? "–"} ({(delivered ? "it had arrived" : "it never arrived")})");
    }

    // Something of ours in the place of somebody's edit that we had seen.
    private void Overwritten()
    {
        foreach (var write in world.Org.Writes.Where(write => write is { IsOurs: true, Before: not null } && IsTheirs(write.Before)))
        {
            var theirs = _writes[(write.Id, write.Field)].Last(other => other.At <= write.At && !other.IsOurs && other.After == write.Before);
            if (write.SeenAt is not { } seen || seen < theirs.At)
                continue;

            var key = KeyOf(write.Id);
            var wasThere = _writes[(write.Id, write.Field)].Any(other => other.At < theirs.At && other.IsOurs && other.After == write.After);
            if (wasThere && !SiteMapping.OneWay.Contains(write.Field))
                Find(FindingKind.Diverged, $"{key} {write.Field}: {write.Before} of {theirs.At:mm:ss.fff} was overwritten at {write.At:mm:ss.fff} by {write.After ?? "–"}, which had stood there before (call {write.Call})");
            else if (!SiteMapping.OneWay.Contains(write.Field))
                Find(FindingKind.Diverged, $"{key} {write.Field}: {write.Before} and {write.After ?? "–"} are a conflict for a person, and ours was written (call {write.Call})");
            else if (!evidence.Journal.Any(line => line.Key == key && line.Fields.Contains($"\"{write.Before}\"", StringComparison.Ordinal)))
                Find(FindingKind.Lost, $"{key} {write.Field}: the losing value {write.Before} is not in the journal (call {write.Call})");
        }
    }

    private static bool IsTheirs(string value) => value.Replace("Mx ", "", StringComparison.Ordinal) is ['r' or 'R', >= '0' and <= '9', ..];

    private string? Remote(string key)
    {
        if (evidence.Links.TryGetValue(key, out var linked))
            return linked;
        var externalId = key.Split(':')[2];
        return _org.Values.LastOrDefault(record => !record.IsDeleted && record.ExternalId == externalId)?.Id;
    }

    private string? KeyOf(string id) => evidence.Links.FirstOrDefault(link => link.Value == id).Key;

    // The record and those that were merged into it.
    private IEnumerable<string> Lineage(string id) => _org.Values.Where(record => record.Id == id || record.MasterId == id).Select(record => record.Id);

    private string? Merged(string? id) => id is not null && _org.TryGetValue(id, out var record) ? record.MasterId : null;

    private bool Same(string field, string? ours, string? theirs) =>
        ours == theirs || (field == "Title" && ours is not null && (world.History.Flow switch
        {
            TitleFlow.UpperCase => string.Equals(ours, theirs, StringComparison.OrdinalIgnoreCase),
            TitleFlow.Prefix => "Mx " + ours == theirs,
            _ => false,
        }));

    private void Find(FindingKind kind, string what) => _findings.Add(new Finding(kind, what));
}
