using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Inbox;

/// <summary>Deliveries of other services as they came: what was made of each, what is in quarantine and why, and another look at it.</summary>
internal static class InboxRoom
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/inbox", ShowAsync);
        routes.Action("/inbox/replay", async (request, form) =>
            Find(request, form["inbox"]) is { } inbox && form["id"].ToString() is { Length: > 0 } id
                ? new ActionResult(await inbox.ReplayAsync(id, request.Cause, request.Aborted) ? Sentences.Replayed : Sentences.Gone)
                : null);
    }

    private static async Task<PageView> ShowAsync(DashboardRequest request)
    {
        var inboxes = request.All<ISyncInbox>().ToList();
        if (inboxes.Count == 0)
        {
            return new PageView("Inbox", Html.Of(
                $"""<p class="sync-empty">No package of this site takes deliveries in. SyncEngine.Stripe does, for Stripe's webhooks; Salesforce's outbound messages become marks at once and stand in the journal.</p>"""));
        }

        var inbox = Find(request, request.Query("inbox")) ?? inboxes[0];
        var state = Enum.TryParse<InboxState>(request.Query("state"), out var known) && Enum.IsDefined(known) ? known : (InboxState?)null;
        var page = await inbox.ListAsync(state, 50, request.Query("after"), request.Aborted);
        return new PageView(inboxes.Count == 1 ? $"Inbox of {inbox.Name}" : "Inbox", Html.Of(
            $"""
            {Html.If(inboxes.Count > 1, $"""<p class="sync-links">{inboxes.Select(other => Html.Of($"""<a href="{request.Url("/inbox", ("inbox", other.Name))}"{Html.If(other == inbox, $" aria-current=\"true\"")}>{other.Name}</a>"""))}</p>""")}
            <p>Each delivery was verified and stored before it was answered. What it is about is read anew from {inbox.Name}, so a replay does no harm, in any order.</p>
            <p class="sync-links">{States(request, inbox, state)}</p>
            <div id="inbox" data-live>{Ui.Table("Deliveries, newest first", ["Came", "What", "About", "Stands", "Do"], page.Items.Select(item => new[]
            {
                request.Time(item.ReceivedAt),
                Html.Of($"""{item.Type} <small>{(item.Link is { } link ? Html.Of($"""<a href="{link.AbsoluteUri}" rel="noreferrer">{item.Id}</a>""") : Html.Of($"{item.Id}"))}</small>"""),
                item.About is null ? Html.Of($"""<span class="sync-blank">nothing</span>""") : item.Key is { } key ? Ui.Link(request.Url("/record", ("key", key.ToString())), item.About) : Html.Of($"{item.About}"),
                State(item),
                request.Form("/inbox/replay", "Replay", item.Id, "sync-small sync-secondary", fields: [("inbox", inbox.Name), ("id", item.Id)]),
            }), state is null ? "Nothing was delivered yet." : "No delivery stands so.")}</div>
            {Html.If(page.Next is not null, $"""<p><a class="sync-button sync-secondary" href="{request.Here(("after", page.Next))}">Older deliveries</a></p>""")}
            """));
    }

    private static Html States(DashboardRequest request, ISyncInbox inbox, InboxState? chosen) => Html.Each(
        Enum.GetValues<InboxState>().Select(state => (InboxState?)state).Prepend(null),
        state => Html.Of($"""<a href="{request.Url("/inbox", ("inbox", inbox.Name), ("state", state?.ToString()))}"{Html.If(state == chosen, $" aria-current=\"true\"")}>{(state is { } one ? Words.For(one).Text : "All")}</a>"""));

    private static Html State(InboxItem item)
    {
        var (tone, text) = Words.For(item.State);
        return Html.Of($"{Ui.Pill(tone, text)}{Html.If(item.Reason is not null, $"<p>{item.Reason}</p>")}");
    }

    private static ISyncInbox? Find(DashboardRequest request, string? name) => request.All<ISyncInbox>().FirstOrDefault(inbox => inbox.Name == name);
}
