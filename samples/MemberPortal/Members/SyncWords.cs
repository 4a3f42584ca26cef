using SyncEngine;

namespace MemberPortal.Members;

/// <summary>Where a record stands, in words for the member whose record it is. A pure function.</summary>
/// <param name="Step">How far it came: 1 saved, 2 on its way, 3 in Salesforce.</param>
/// <param name="Tone">How it looks: good, busy, soon, bad.</param>
/// <param name="Headline">Where it stands.</param>
/// <param name="Detail">What that means for the member; null when nothing needs saying.</param>
internal sealed record SyncWords(int Step, string Tone, string Headline, string? Detail)
{
    public static SyncWords For(RecordStatus status) => status.State switch
    {
        SyncState.InSync => new(3, "good", "In Salesforce", "The national office sees what you see."),
        SyncState.Syncing => new(2, "busy", "Syncing", "Your record is being compared with Salesforce right now."),
        SyncState.Saved => new(1, "busy", "Saved", "Your change is safe here and on its way to Salesforce."),
        SyncState.Waiting => new(2, "busy", "Waiting its turn", Sentence(status.Reason, "Another record goes first.") + " Yours follows by itself."),
        SyncState.Retrying => new(2, "soon", "Trying again", "Salesforce could not take it just now. Your change is safe here and is sent again by itself."),
        SyncState.NeedsDecision => new(2, "soon", "The office is looking at it",
            Sentence(status.Reason, "Salesforce has something different.") + " Somebody at the national office decides which is right. You need not do anything."),
        SyncState.Failed => new(2, "bad", "Not taken by Salesforce",
            Sentence(status.Reason, "Salesforce refused it.") + " Your change is safe here, and the national office sees it, too. You can correct it and save again."),
        SyncState.Ignored => new(1, "plain", "Set aside", Sentence(status.Reason, "The national office has set this aside.") + " Your change is safe here."),
        SyncState.Paused => new(1, "soon", "Paused", "Sending to Salesforce is paused. Your change is safe here and goes out when it is resumed."),
        _ => new(0, "plain", "Not in Salesforce yet", "It goes there with your first change."),
    };

    private static string Sentence(string? text, string otherwise) =>
        string.IsNullOrWhiteSpace(text) ? otherwise : text.TrimEnd('.', ' ') + ".";
}
