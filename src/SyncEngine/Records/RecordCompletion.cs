using SyncEngine.Journal;
using SyncEngine.Ledger;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>What is written in the transaction that completes a record: the site's own values, link and base, questions, and the journal.</summary>
internal sealed class RecordCompletion(SiteWriter site)
{
    // A call that is lost may land as late as this; then somebody has to look.
    private static readonly TimeSpan AfterLateLanding = TimeSpan.FromMinutes(11);

    /// <summary>Whether the site's entities are written.</summary>
    public static bool WritesToSite(RecordWork work) => work.AppliesToSite || RemovesFromSite(work);

    public Completion Complete(RecordWork work)
    {
        var outcome = work.Outcome ?? Asked(work) ?? Outcome.Completed;
        return new Completion(work.Item, outcome)
        {
            OnlyIfUnchanged = WritesToSite(work),
            Writes = (transaction, token) => WriteAsync(transaction, work, outcome, token),
            WritesIfMarked = work is { ReadBack: not null, Plan: not null } ? (transaction, token) => SentAsync(transaction, work, token) : null,
        };
    }

    private static bool RemovesFromSite(RecordWork work) =>
        work is { IsOpen: true, RemoteDeleted: true, Local: not null, Switches.Inward: DirectionSwitch.On } && work.Mapping.OnSalesforceDelete is DeletePolicy.Follow or DeletePolicy.Archive;

    private static Outcome.NeedsDecision? Asked(RecordWork work)
    {
        if (work is { RemoteDeleted: true, Local: not null } && work.Mapping.OnSalesforceDelete == DeletePolicy.Ask)
            return new Outcome.NeedsDecision("The linked Salesforce record was deleted.", "Undelete it in Salesforce; or unlink it here, which keeps the site's record or makes a new one in Salesforce.");

        var asks = work.Plan?.Asks.ToList() ?? [];
        return asks.Count == 0 ? null : new Outcome.NeedsDecision(
            $"Both sides have a value of their own for {string.Join(", ", asks)}.", "Say which is right, among the conflicts.");
    }

    // Our own call, or that of a host that died before it heard the answer. A bulk job is asked, and looked for late when it has ended.
    private static TimeSpan? UntilLateLanding(RecordWork work, DateTimeOffset now)
    {
        var unanswered = work.Intents.Where(intent => intent.JobId is null).Select(intent => intent.SentAt).OfType<DateTimeOffset>()
            .Append(work.MayLand && work.Intent!.JobId is null ? now : DateTimeOffset.MinValue).Max();
        return unanswered > now - AfterLateLanding ? unanswered + AfterLateLanding - now : null;
    }

    private async Task WriteAsync(IStoreTransaction transaction, RecordWork work, Outcome outcome, CancellationToken cancellationToken)
    {
        var (mapping, key, cause) = (work.Mapping.Name, work.Item.Key, work.Item.Cause);
        await TellReplacedAsync(transaction, work, cancellationToken);
        if (UntilLateLanding(work, transaction.Now) is { } wait)
            await transaction.MarkAsync([new MarkRequest(key, work.Item.Lane, new Cause("engine", "late-landing")) { Delay = wait }], cancellationToken);
        if (work is { MayLand: false, Intent: { } intent, Saved: { } saved } && (!saved.Success || work.ReadBack is not null))
        {
            await transaction.AnsweredAsync(intent.Id, cancellationToken);
        }

        if (work is { Local: null, IsOpen: true })
            await GiveUpAsync(transaction, work, cancellationToken);
        else if (work is { RemoteDeleted: true, IsOpen: true })
            await FollowDeletionAsync(transaction, work, outcome, cancellationToken);
        else if (work.Plan is not null && work.IsOpen && (work.ReadBack ?? work.Remote)?.Id is not null)
            await LinkAsync(transaction, work, outcome, work.AppliesToSite, cancellationToken);
        else
        {
            // The site refused what was to come in; what went out is there.
            if (work is { ReadBack: not null, Plan: not null })
                await LinkAsync(transaction, work, Outcome.Completed, applies: false, cancellationToken);
            await StopAsync(transaction, work, outcome, cancellationToken);
        }

        async Task StopAsync(IStoreTransaction store, RecordWork stopped, Outcome end, CancellationToken token)
        {
            if (stopped.MarkParent is { } parent && !await store.IsPendingAsync(parent.ToString(), token))
                await store.MarkAsync([new MarkRequest(parent, stopped.Item.Lane, new Cause("engine", key.Scope)) { Delay = TimeSpan.Zero }], token);
            if (stopped.Candidates.Count > 0)
                await store.AskAsync(mapping, stopped.ExternalId, stopped.Failure!.Reason, stopped.Candidates, stopped.Choice is not null, token);

            var shadowed = stopped is { IsOpen: true, Plan: not null, Switches.Outward: DirectionSwitch.Shadow };
            await store.WriteAsync(key, shadowed ? JournalAction.Planned : Action(end), cause, token, stopped.Link?.RemoteId, fields: stopped is { Saved.Success: false, Input: not null, Plan: not null } && end is not Outcome.Done ? RecordPlanning.Refused(stopped) : null, failure: stopped.Failure,
                note: (end as Outcome.Waiting)?.Reason ?? (shadowed ? Shadow(stopped) : end is Outcome.Done ? stopped.Note : null), decision: shadowed ? RecordJson.Write(stopped.Input!, stopped.Plan!) : null);
        }
    }

    // A crash between a write and its journal entry, or an answer that was lost: the value that lost must be found in the journal all the same.
    private static async Task TellReplacedAsync(IStoreTransaction transaction, RecordWork work, CancellationToken cancellationToken)
    {
        var untold = work.Intents.Where(intent => intent.Replaced.Count > 0).ToList();
        if (untold.Count == 0 || (work.Remote is null && !(work.IsOpen && (work.RemoteDeleted || work.Local is null))))
            return;

        var fields = RecordPlanning.ReplacedBefore(work);
        if (fields.Count > 0)
        {
            await transaction.WriteAsync(work.Item.Key, JournalAction.Updated, work.Item.Cause, cancellationToken, work.Remote?.Id?.Value ?? work.Link?.RemoteId, fields,
                note: work.Remote is null ? "An earlier try, whose end was not written down, may have gone through." : "An earlier try, whose end was not written down, had gone through.");
        }

        if (fields.Count > 0 || work.ReadBack is not null)
            await transaction.ToldAsync(untold, cancellationToken);
    }

    // What was sent stands there and is told, whatever becomes of what was to come in.
    private async Task SentAsync(IStoreTransaction transaction, RecordWork work, CancellationToken cancellationToken)
    {
        await LinkAsync(transaction, work, Outcome.Completed, applies: false, cancellationToken);
        await transaction.AnsweredAsync(work.Intent!.Id, cancellationToken);
    }

    private async Task LinkAsync(IStoreTransaction transaction, RecordWork work, Outcome outcome, bool applies, CancellationToken cancellationToken)
    {
        var (mapping, key, cause) = (work.Mapping.Name, work.Item.Key, work.Item.Cause);
        var applied = applies ? await site.ApplyAsync(transaction, work, cancellationToken) : AppliedChange.Nothing;
        var stands = work.ReadBack ?? work.Remote!;
        var remoteId = stands.Id!.Value.Value;
        var live = work.Switches is { Outward: DirectionSwitch.On } or { Inward: DirectionSwitch.On };
        if (live)
        {
            await transaction.LinkAsync(mapping, new RecordLink(work.ExternalId, remoteId, RecordPlanning.Base(work, stands, applied.Values))
            {
                History = RecordPlanning.History(work, stands, transaction.Now),
                StoredRemoteId = work.Link?.StoredRemoteId,
            }, cancellationToken);
        }

        if (RecordPlanning.ChangedMeanwhile(work))
            await transaction.MarkAsync([new MarkRequest(key, work.Item.Lane, Completer.Meanwhile) { Delay = TimeSpan.Zero }], cancellationToken);
        await transaction.AskFieldsAsync(work, applied.Values.Keys, cancellationToken);
        var planned = Planned(work);
        await transaction.WriteAsync(key, planned ? JournalAction.Planned : Action(work, applied), cause, cancellationToken, remoteId,
            RecordPlanning.Changes(work, applied.Values), note: Note(work, applied, planned), decision: RecordJson.Write(work.Input!, work.Plan!));
        if (outcome is Outcome.NeedsDecision asks)
            await transaction.WriteAsync(key, JournalAction.NeedsDecision, cause, cancellationToken, remoteId, failure: new Failure(FailureClass.Data, asks.Reason, asks.Hint));
    }

    // Something would go out or come in, and a switch stands on shadow.
    private static bool Planned(RecordWork work) => work.ReadBack is null
        && ((work.Switches.Outward == DirectionSwitch.Shadow && work.Plan!.Pushes) || (work.Switches.Inward == DirectionSwitch.Shadow && work.Plan!.Applies));

    private static JournalAction Action(RecordWork work, AppliedChange applied) =>
        work.ReadBack is null ? applied.Values.Count > 0 ? JournalAction.Applied : JournalAction.Unchanged
        : work.Saved!.Created == true ? JournalAction.Created
        : work.Link is null && work.Adopts ? JournalAction.Adopted
        : JournalAction.Updated;

    private static string? Note(RecordWork work, AppliedChange applied, bool planned)
    {
        var notes = new List<string>();
        if (work.Note is { } note)
            notes.Add(note);
        if (planned)
            notes.Add(Shadow(work));
        var drifted = work.Plan!.Fields.Where(plan => plan is { Reason: "drift", Action: FieldAction.Push }).Select(plan => plan.Field).ToList();
        if (drifted.Count > 0)
            notes.Add($"Drift: {string.Join(", ", drifted)} had been changed in Salesforce although the site decides it; written again.");
        var late = work.Plan.Fields.Where(plan => plan.Reason == "late-landing").Select(plan => plan.Field).ToList();
        if (late.Count > 0)
            notes.Add($"An older value of ours had landed late in {string.Join(", ", late)}; written again.");
        notes.AddRange(applied.Deferred.Select(pair => $"{pair.Key} is put off: {pair.Value}."));
        return notes.Count == 0 ? null : string.Join(' ', notes);
    }

    private static string Shadow(RecordWork work)
    {
        var fields = work.Plan!.Fields.Where(plan => plan.Action is not FieldAction.Keep).Select(plan => $"{plan.Field} ({plan.Action}, {plan.Reason})").ToList();
        return $"Shadow: {(work.Remote is null ? "a new Salesforce record" : "a change")} was planned and not carried out: {string.Join(", ", fields)}.";
    }

    // Absence here is no order to delete there, unless the mapping says so; the link is given up.
    private static async Task GiveUpAsync(IStoreTransaction transaction, RecordWork work, CancellationToken cancellationToken)
    {
        await transaction.ForgetConflictsAsync(work.Mapping.Name, work.ExternalId, cancellationToken);
        await transaction.ForgetMatchAsync(work.Mapping.Name, work.ExternalId, cancellationToken);
        if (work.Link is not { } link || work.Switches.Outward != DirectionSwitch.On)
            return;

        await transaction.UnlinkAsync(work.Mapping.Name, work.ExternalId, cancellationToken);
        await transaction.WriteAsync(work.Item.Key, JournalAction.Deleted, work.Item.Cause, cancellationToken, link.RemoteId, note: work.Mapping.OnSiteDelete switch
        {
            DeletePolicy.Follow => "Deleted on the site, and so in Salesforce.",
            DeletePolicy.Archive => "Deleted on the site; the Salesforce record is archived and the link to it given up.",
            _ => "Deleted on the site. The Salesforce record is kept; the link to it is given up.",
        });
    }

    private static async Task FollowDeletionAsync(IStoreTransaction transaction, RecordWork work, Outcome outcome, CancellationToken cancellationToken)
    {
        var (key, cause, remoteId) = (work.Item.Key, work.Item.Cause, work.Link!.RemoteId);
        if (outcome is Outcome.NeedsDecision asks)
        {
            await transaction.WriteAsync(key, JournalAction.NeedsDecision, cause, cancellationToken, remoteId, failure: new Failure(FailureClass.Data, asks.Reason, asks.Hint));
            return;
        }

        if (!RemovesFromSite(work))
        {
            await transaction.WriteAsync(key, JournalAction.Noted, cause, cancellationToken, remoteId, note: "The linked Salesforce record was deleted; the site's record stays as it is.");
            return;
        }

        await SiteWriter.RemoveAsync(transaction, work, cancellationToken);
        if (work.Mapping.OnSalesforceDelete == DeletePolicy.Follow)
            await transaction.UnlinkAsync(work.Mapping.Name, work.ExternalId, cancellationToken);
        await transaction.WriteAsync(key, JournalAction.Deleted, cause, cancellationToken, remoteId,
            note: work.Mapping.OnSalesforceDelete == DeletePolicy.Follow ? "Deleted in Salesforce, and so on the site." : "Deleted in Salesforce; archived on the site.");
    }

    private static JournalAction Action(Outcome outcome) => outcome switch
    {
        Outcome.Waiting => JournalAction.Waiting,
        Outcome.NeedsDecision => JournalAction.NeedsDecision,
        Outcome.Failed { Failure.Class: FailureClass.Data } => JournalAction.Failed,
        Outcome.Failed => JournalAction.Retrying,
        _ => JournalAction.Unchanged,
    };
}
