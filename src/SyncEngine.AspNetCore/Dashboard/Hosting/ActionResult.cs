namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>What an action did; the browser is sent to a page that says so.</summary>
/// <param name="Said">Which sentence of <see cref="Sentences"/>.</param>
/// <param name="Count">Its number.</param>
/// <param name="To">Where to go within the room; null for back to the page that held the form.</param>
internal sealed record ActionResult(string Said, long Count = 1, string? To = null)
{
    /// <summary>Instead of the redirect: a page to show, because nothing was changed.</summary>
    public PageView? View { get; private init; }

    public static ActionResult Show(PageView view) => new("") { View = view };
}
