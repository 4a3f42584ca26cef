using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>
/// What a page says after an action. The address carries a word and a number, never a text: nobody can put words into the room's mouth.
/// </summary>
internal static class Sentences
{
    public const string Retried = "retried";
    public const string Resumed = "resumed";
    public const string Marked = "marked";
    public const string Adopted = "adopted";
    public const string CreatesNew = "creates-new";
    public const string Published = "published";
    public const string PublishedMeanwhile = "published-meanwhile";
    public const string Gone = "gone";
    public const string Ignored = "ignored";
    public const string Decided = "decided";
    public const string AskedAnew = "asked-anew";
    public const string NothingChosen = "nothing-chosen";
    public const string Undone = "undone";
    public const string Unlinked = "unlinked";
    public const string Forgotten = "forgotten";
    public const string Switched = "switched";
    public const string RunStarted = "run-started";
    public const string RunPaused = "run-paused";
    public const string RunResumed = "run-resumed";
    public const string RunCancelled = "run-cancelled";
    public const string JobAsked = "job-asked";
    public const string Checked = "checked";
    public const string Repaired = "repaired";
    public const string Replayed = "replayed";

    public static (Tone Tone, string Text)? For(string? said, long count) => said switch
    {
        Retried => count == 0 ? Nothing : (Tone.Good, $"{Ui.Count(count, "record is", "records are")} being tried again."),
        Resumed => (Tone.Good, "Resumed: its records are taken up again now."),
        Marked => (Tone.Good, "The record is being compared with Salesforce now."),
        Adopted => (Tone.Good, "Linked: the existing record is the same, and both sides are brought into agreement now."),
        CreatesNew => (Tone.Good, "A new record is being made in Salesforce."),
        Published => (Tone.Good, $"Published as version {count}. It is in force here now, and on every other host within seconds."),
        PublishedMeanwhile => (Tone.Quiet, "Somebody published another version meanwhile, so nothing was published: look at theirs first."),
        Gone => Nothing,
        Ignored => count == 0 ? Nothing : (Tone.Good, $"{Ui.Count(count, "failure", "failures")} may stand, until one side changes the record or somebody tries it again."),
        Decided => count == 0 ? Nothing : (Tone.Good, $"{Ui.Count(count, "field is", "fields are")} decided and on the way to both sides."),
        AskedAnew => (Tone.Quiet, $"{Ui.Count(count, "field is", "fields are")} decided. The others have changed since you looked: they are asked anew with what stands there now."),
        NothingChosen => (Tone.Quiet, "No choice was made, so nothing was decided."),
        Undone => (Tone.Good, "Taken back: the former value stands here again and is on its way to Salesforce."),
        Unlinked => (Tone.Good, "The link is given up."),
        Forgotten => (Tone.Good, $"The values were removed from {Ui.Count(count, "journal entry", "journal entries")}; that something was done, when and by whom, stays."),
        Switched => (Tone.Good, "The switches are set, here and on every other host."),
        RunStarted => (Tone.Good, "The run has begun. It goes on without this page, and over restarts."),
        RunPaused => (Tone.Good, "Paused: what is on its way is finished, the rest is held until you resume."),
        RunResumed => (Tone.Good, "The run goes on."),
        RunCancelled => (Tone.Good, "Cancelled: what was not begun is taken back, what was begun is finished."),
        JobAsked => (Tone.Good, "It is due now; a host takes it up within seconds."),
        Checked => (Tone.Good, count == 0 ? "Checked: every rule holds." : $"Checked: {Ui.Count(count, "exception was", "exceptions were")} found; what can be repaired safely is being repaired."),
        Repaired => (Tone.Good, "The repair is on its way; the next check tells whether it holds."),
        Replayed => (Tone.Good, "What the delivery is about is being looked at once more."),
        _ => null,
    };

    private static (Tone, string) Nothing => (Tone.Quiet, "Nothing to do: it had been taken care of in the meantime.");
}
