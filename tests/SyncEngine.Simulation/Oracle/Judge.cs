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
        OverwrittenThere();
        OverwrittenHere();
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
        var externalId = row.Key.Split(':')[2];
        if (world.Org.Writes.Any(write => !write.IsOurs && (write.Id == Remote(row.Key) || _org[write.Id].ExternalId == externalId)))
            return true;

        // An answer that was never read, and a flow that wrote the value its own way meanwhile: whose it is cannot be told.
        if (world.History.Flow != TitleFlow.None && row.Reason is "Both sides have a value of their own for Title.")
            return true;

        var local = evidence.Local.GetValueOrDefault(row.Key);
        return local is not null && world.Org.Writes.Any(write => !write.IsOurs && write.Field is "Email" or "LastName" or "Name" && evidence.Commits.Any(commit => commit.Key == row.Key && commit.Value == write.After));
    }

    private void Duplicates()
    {
        foreach (var made in world.Org.Writes.Where(write => write is { Field: OrgWrite.Created, IsOurs: true }).GroupBy(write => write.After)
            .Where(made => made.Any(second => made.Any(first => first.At < second.SentAt))))
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
        var stands = _org[id].Fields.GetValueOrDefault(remoteField);
        if (Same(field, local, stands))
            return;

        var commits = Commits(key, field);
        var writes = Writes(id, remoteField);

        // Empty here from the beginning, as far as Salesforce ever knew: a blank never wrote over somebody's value.
        if (local is null && !commits.Exists(commit => commit.Value is not null && Stood(writes, field, commit.Value, commit.At)))
            return;

        // It had arrived, and people changed it since without anybody telling the engine: nobody polled, or the edit was hidden by our own.
        var delivered = Stood(writes, field, local, commits[^1].At) || writes.Exists(write => !write.IsOurs && Same(field, local, write.After));
        var untold = writes is [.., { IsOurs: false } last] && (world.History.PollEvery == TimeSpan.Zero || IsHidden(last));
        if (delivered && (untold || _org[id].IsDeleted))
            return;

        Find(delivered ? FindingKind.Diverged : FindingKind.Lost,
            $"{key} {field}: here {local ?? "–"} since {commits[^1].At:mm:ss.fff}, there {stands ?? "–"} ({(delivered ? "it had arrived" : "it never arrived")})");
    }

    // Something of ours in the place of somebody's edit that we had seen, and that the site did not know when it was edited there.
    private void OverwrittenThere()
    {
        foreach (var write in world.Org.Writes.Where(write => write is { IsOurs: true, Before: not null } && IsTheirs(write.Before)))
        {
            var writes = Writes(write.Id, write.Field);
            var theirs = writes.FindLast(other => other.At <= write.At && !other.IsOurs && other.After == write.Before);
            if (theirs is null || !HadSeen(write, theirs) || KeyOf(write.Id) is not { } key)
                continue;

            if (IsHidden(theirs))
                continue;

            var commits = Commits(key, write.Field);
            var edited = commits.FindLast(commit => commit.At <= write.At && Same(write.Field, commit.Value, write.After));
            if (edited is null || commits.Exists(commit => commit.At <= edited.At && commit.At >= theirs.At && Same(write.Field, commit.Value, write.Before)))
                continue;
            if (SiteMapping.OneWay.Contains(write.Field))
            {
                if (!evidence.Journal.Any(line => line.Key == key && line.Fields.Contains($"\"{write.Before}\"", StringComparison.Ordinal)))
                    Find(FindingKind.Lost, $"{key} {write.Field}: the losing value {write.Before} is not in the journal (call {write.Call})");
            }
            else
            {
                Find(FindingKind.Diverged, Stood(writes.FindAll(other => other.At < theirs.At), write.Field, edited.Value, edited.At)
                    ? $"{key} {write.Field}: {write.Before} of {theirs.At:mm:ss.fff} was overwritten at {write.At:mm:ss.fff} by the stale {write.After ?? "–"} (call {write.Call})"
                    : $"{key} {write.Field}: {write.Before} and {write.After ?? "–"} are a conflict for a person, and ours was written (call {write.Call})");
            }
        }
    }

    // What never looks is not excused by not having seen.
    private bool HadSeen(OrgWrite write, OrgWrite theirs) => world.Naive is not null || (write.SeenAt is { } seen && seen >= theirs.At);

    // The stated limit: an edit of the very field that we had just written, before we read it back, is taken for the org's own form of our value when yet
    // another call of ours saved the record after it, so that we were the last.
    private bool IsHidden(OrgWrite theirs)
    {
        if (Writes(theirs.Id, theirs.Field).FindLast(write => write.At <= theirs.At && write.IsOurs) is not { } ours)
            return false;

        var reads = world.Wire.Reads.FindAll(read => read.Id == theirs.Id && read.Host == ours.Actor && read.At >= ours.At);
        return reads.Count > 0 && reads[0].At >= theirs.At && world.Org.OurSaves.Any(save => save.Id == theirs.Id && save.At > theirs.At && save.At <= reads[0].At);
    }

    // A member's edit that gave way to Salesforce before it got there; and old values of our own that come back from there as if they were news.
    private void OverwrittenHere()
    {
        foreach (var values in evidence.Commits.Where(commit => commit.Field != "(deleted)").GroupBy(commit => (commit.Key, commit.Field)))
        {
            var commits = values.ToList();
            for (var index = 1; index < commits.Count; index++)
            {
                var (before, now) = (commits[index - 1], commits[index]);
                if (now.Value is not null && !IsTheirs(now.Value) && now.Field != "OrganizationId" && commits.FindIndex(commit => Alike(commit.Value, now.Value)) < index - 1)
                    Find(FindingKind.Diverged, $"{now.Key} {now.Field}: our own old {now.Value} came back from Salesforce at {now.At:mm:ss.fff} over {before.Value ?? "–"}");
                if (now.Value is null || !IsTheirs(now.Value) || before.Value is null || IsTheirs(before.Value) || Remote(now.Key) is not { } id)
                    continue;
                if (!Stood(Writes(id, now.Field).FindAll(write => write.At <= now.At), now.Field, before.Value, before.At))
                    Find(FindingKind.Lost, $"{now.Key} {now.Field}: {before.Value} of {before.At:mm:ss.fff} never got there, and {now.Value} was put in its place at {now.At:mm:ss.fff}");
            }
        }
    }

    private List<Evidence.Committed> Commits(string key, string field) =>
        [.. evidence.Commits.Where(commit => commit.Key == key && commit.Field == field)];

    private List<OrgWrite> Writes(string id, string remoteField) => [.. Lineage(id).SelectMany(record => _writes[(record, remoteField)]).OrderBy(write => write.At)];

    // Whether a local value stood in Salesforce at some time since it was committed.
    private bool Stood(List<OrgWrite> writes, string field, string? value, DateTimeOffset since) =>
        Same(field, value, writes.FindLast(write => write.At < since)?.After) || writes.Exists(write => write.At >= since && Same(field, value, write.After));

    private static bool IsTheirs(string value) => Plain(value) is ['r' or 'R', >= '0' and <= '9', ..];

    private string? Remote(string key)
    {
        if (evidence.Links.TryGetValue(key, out var linked))
            return linked;
        var externalId = key.Split(':')[2];
        return _org.Values.LastOrDefault(record => !record.IsDeleted && record.ExternalId == externalId)?.Id;
    }

    private string? KeyOf(string id) =>
        evidence.Links.FirstOrDefault(link => link.Value == id).Key
        ?? (_org[id].ExternalId is { } externalId ? evidence.Commits.FirstOrDefault(commit => commit.Key.EndsWith(externalId, StringComparison.Ordinal))?.Key : null);

    // The record and those that were merged into it, and into those.
    private IEnumerable<string> Lineage(string id) => _org.Values.Where(record => record.MasterId == id).SelectMany(record => Lineage(record.Id)).Prepend(id);

    private string? Merged(string? id) => id is not null && _org.TryGetValue(id, out var record) ? record.MasterId : null;

    private bool Same(string field, string? ours, string? theirs) => field is "OrganizationId" or "AccountId"
        ? (ours is null ? null : Account(ours)) is var account && (account == theirs || (account is not null && Merged(account) == theirs))
        : ours == theirs || (field == "Title" && Alike(ours, theirs));

    // What keeps no links knows an account by its external id.
    private string? Account(string organization) =>
        world.Naive is null ? evidence.Links.GetValueOrDefault(Evidence.Key("Organizations", organization)) : Remote(Evidence.Key("Organizations", organization));

    // A flow of the org may have written the value in its own way.
    private bool Alike(string? ours, string? theirs) => ours == theirs || (ours is not null && theirs is not null && (world.History.Flow switch
    {
        TitleFlow.UpperCase => string.Equals(ours, theirs, StringComparison.OrdinalIgnoreCase),
        TitleFlow.Prefix => Plain(ours) == Plain(theirs),
        _ => false,
    }));

    private static string Plain(string value) => value.Replace("Mx ", "", StringComparison.Ordinal);

    private void Find(FindingKind kind, string what) => _findings.Add(new Finding(kind, what));
}
