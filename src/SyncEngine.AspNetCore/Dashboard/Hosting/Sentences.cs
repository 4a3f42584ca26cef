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
        _ => null,
    };

    private static (Tone, string) Nothing => (Tone.Quiet, "Nothing to do: it had been taken care of in the meantime.");
}
