using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>The engine's terms as staff read them.</summary>
internal static class Words
{
    public static (Tone Tone, string Text) For(SyncState state) => state switch
    {
        SyncState.Saved => (Tone.Busy, "Saved, not taken up yet"),
        SyncState.Syncing => (Tone.Busy, "Syncing"),
        SyncState.InSync => (Tone.Good, "In agreement"),
        SyncState.Waiting => (Tone.Warning, "Waiting"),
        SyncState.Retrying => (Tone.Warning, "Trying again"),
        SyncState.NeedsDecision => (Tone.Warning, "Needs a decision"),
        SyncState.Failed => (Tone.Bad, "Failed"),
        SyncState.Paused => (Tone.Warning, "Paused"),
        SyncState.Ignored => (Tone.Quiet, "Failed, and may stand"),
        _ => (Tone.Quiet, "Not known"),
    };

    public static (Tone Tone, string Text) For(JournalAction action) => action switch
    {
        JournalAction.Created => (Tone.Good, "Created in Salesforce"),
        JournalAction.Adopted => (Tone.Good, "Linked to an existing record"),
        JournalAction.Updated => (Tone.Good, "Updated in Salesforce"),
        JournalAction.Unchanged => (Tone.Quiet, "Already in agreement"),
        JournalAction.Applied => (Tone.Good, "Taken over from Salesforce"),
        JournalAction.Deleted => (Tone.Warning, "Link or record given up"),
        JournalAction.Waiting => (Tone.Warning, "Began to wait"),
        JournalAction.Retrying => (Tone.Warning, "Will try again"),
        JournalAction.Failed => (Tone.Bad, "Failed"),
        JournalAction.NeedsDecision => (Tone.Warning, "Asked a person"),
        JournalAction.Planned => (Tone.Quiet, "Planned only (shadow)"),
        JournalAction.Decided => (Tone.Busy, "A person decided"),
        _ => (Tone.Quiet, "Noted"),
    };

    public static (Tone Tone, string Text) For(InboxState state) => state switch
    {
        InboxState.Stored => (Tone.Busy, "Being worked on"),
        InboxState.Reconciled => (Tone.Good, "Dealt with"),
        InboxState.Quarantined => (Tone.Bad, "In quarantine"),
        _ => (Tone.Quiet, "Ignored"),
    };

    public static string For(DirectionSwitch direction) => direction switch
    {
        DirectionSwitch.Off => "off",
        DirectionSwitch.Shadow => "shadow: plan and report only",
        _ => "on",
    };

    /// <summary>The planner's reasons, as sentences.</summary>
    public static string ForReason(string reason) => reason switch
    {
        "agree" => "Both sides said the same.",
        "local-changed" => "Only the site's value had changed since both agreed.",
        "remote-changed" => "Only Salesforce's value had changed since both agreed.",
        "drift" => "Salesforce's value had been changed although the site decides it.",
        "conflict" => "Both sides had changed; the field's policy decided.",
        "blank-filled" => "Only one side had a value.",
        "differs" => "Both sides had a value of their own when they first met.",
        "late-landing" => "An older value of ours had landed late in Salesforce.",
        "unclear" => "It may have been an older value of ours in the org's own form, or somebody's edit that contains it.",
        "created" => "The Salesforce record was new.",
        "flips" => "The field kept going back and forth.",
        "decided" => "A person had decided it.",
        "inward-off" => "The way from Salesforce was not on.",
        "outward-off" => "The way to Salesforce was not on.",
        _ => reason,
    };

    public static string For(Lane lane) => lane switch
    {
        Lane.Payments => "Payments",
        Lane.Profiles => "Profiles",
        _ => "Bulk",
    };

    public static string For(FailureClass cause) => cause switch
    {
        FailureClass.Transient => "A bad moment",
        FailureClass.Throttled => "A limit",
        FailureClass.Data => "The record itself",
        FailureClass.Authentication => "Sign-in",
        _ => "Mapping and org do not fit",
    };

    public static string For(Direction direction) => direction switch
    {
        Direction.ToSalesforce => "To Salesforce",
        Direction.FromSalesforce => "From Salesforce",
        _ => "Both ways",
    };

    public static string For(ConflictPolicy policy) => policy switch
    {
        ConflictPolicy.LocalWins => "the site wins",
        ConflictPolicy.RemoteWins => "Salesforce wins",
        ConflictPolicy.LastWriteWins => "the later edit wins",
        ConflictPolicy.PreferNonBlank => "a value beats none",
        _ => "a person decides",
    };

    public static string For(Comparison comparison) => comparison switch
    {
        Comparison.IgnoreCase => "without regard to case",
        Comparison.LettersAndDigits => "by letters and digits alone",
        Comparison.Digits => "by digits alone",
        _ => "character by character",
    };

    public static string For(FieldAction action) => action switch
    {
        FieldAction.Push => "send to Salesforce",
        FieldAction.Apply => "take from Salesforce",
        FieldAction.Ask => "ask a person",
        FieldAction.Set => "set a third value",
        _ => "leave as it is",
    };

    /// <summary>The origins a cause may have, as stored and as read.</summary>
    public static IReadOnlyList<(string Value, string Text)> Origins { get; } =
    [
        ("user", "Member"), ("admin", "Staff"), ("webhook", "Webhook"), ("event", "Change in Salesforce"), ("poll", "Polling"),
        ("sweep", "Sweep"), ("schedule", "Schedule"), ("run", "Bulk run"), ("decision", "Decision"), ("site", "The site"), ("engine", "The engine"),
    ];

    public static string For(Cause cause)
    {
        var origin = Origins.FirstOrDefault(known => known.Value == cause.Origin).Text ?? cause.Origin;
        return cause.Reference is null ? origin : $"{origin} {cause.Reference}";
    }
}
