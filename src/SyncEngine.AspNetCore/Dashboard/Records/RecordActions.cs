using System.Globalization;
using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.AspNetCore.Dashboard.Records;

/// <summary>What staff may do to one record: sync it now, take a change back, give up its link, have its values forgotten.</summary>
internal static class RecordActions
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Action("/record/sync", async (request, form) =>
        {
            if (!WorkKey.TryParse(form["key"], out var key) || key.Kind == "admin")
                return null;

            await request.Get<ISyncStore>().WriteAsync(async (transaction, token) =>
            {
                await transaction.MarkAsync([new MarkRequest(key, Lane.Profiles, request.Cause) { Delay = TimeSpan.Zero }], token);
                await transaction.DecideAsync(key, request.Cause, "Asked to sync now.", token);
            }, request.Aborted);
            return new ActionResult(Sentences.Marked);
        });
        routes.Action("/record/undo", async (request, form) => long.TryParse(form["id"], CultureInfo.InvariantCulture, out var id) && form["field"].ToString() is { Length: > 0 } field
            ? Done(request, form, await request.Get<ISyncEdits>().UndoAsync(id, field, request.Cause, request.Aborted), Sentences.Undone)
            : null);
        routes.Action("/record/unlink", async (request, form) => WorkKey.TryParse(form["key"], out var key) && form["then"].ToString() is "new" or "rest"
            ? Done(request, form, await request.Get<ISyncEdits>().UnlinkAsync(key, form["then"] == "new", request.Cause, request.Aborted), Sentences.Unlinked)
            : null);
        routes.Action("/record/forget", async (request, form) => WorkKey.TryParse(form["key"], out var key) && key.Kind == WorkKey.RecordKind && form["sure"] == "on"
            ? new ActionResult(Sentences.Forgotten, await request.Get<ISyncEdits>().ForgetAsync(key, request.Cause, request.Aborted))
            : null);
    }

    /// <summary>The button that takes one change back; a sentence where there is nothing to take back.</summary>
    public static Html Undo(DashboardRequest request, JournalEntry entry, JournalField change) => FieldStory.Took(entry) && entry.Action != JournalAction.Created && entry.Key.Kind == WorkKey.RecordKind && change.Before != change.After
        ? request.Form("/record/undo", "Take back", $"{change.Field}, to its value before entry {entry.Id.ToString(CultureInfo.InvariantCulture)}", "sync-small sync-secondary",
            fields: [("id", entry.Id.ToString(CultureInfo.InvariantCulture)), ("field", change.Field)])
        : Html.Of($"""<span class="sync-blank">nothing to take back</span>""");

    /// <summary>The rarer actions, folded away.</summary>
    public static Html Rarely(DashboardRequest request, WorkKey key, RecordDetails details) => Html.Of(
        $"""
        <details class="sync-more"><summary>Unlink it, or forget its values</summary><div class="sync-card">
        {Html.If(details.RemoteId is not null, $"""
            <h2>Give up the link</h2><p>The record here and the one in Salesforce both stay. Choose what comes then.</p>
            <div class="sync-actions">{request.Form("/record/unlink", "Unlink and match anew when it is next edited", style: "sync-secondary", fields: [("key", key.ToString()), ("then", "rest")])}
            {request.Form("/record/unlink", "Unlink and make a new Salesforce record", style: "sync-secondary", fields: [("key", key.ToString()), ("then", "new")])}</div>
            """)}
        <h2>Forget its values</h2><p>Removes this record's values from the journal and from recorded decisions, where a person asks to be forgotten. The record itself is the site's to delete.</p>
        {request.Form("/record/forget", "Forget its values", style: "sync-secondary", more: Html.Of($"""<label class="sync-check"><input type="checkbox" name="sure" required> I am sure; this cannot be taken back</label>"""), fields: ("key", key.ToString()))}
        </div></details>
        """);

    private static ActionResult Done(DashboardRequest request, IFormCollection form, EditResult result, string said) => result.IsDone
        ? new ActionResult(said)
        : ActionResult.Show(new PageView("Nothing was changed", Html.Of(
            $"""<p class="sync-notice sync-warning" role="alert">{result.Reason}</p><p>{Ui.Link(request.Url("/journal"), "To the journal")}{Html.If(form["key"].Count > 0, $" · {Ui.Link(request.Url("/record", ("key", form["key"].ToString())), "To the record")}")}</p>"""), StatusCodes.Status409Conflict));
}
