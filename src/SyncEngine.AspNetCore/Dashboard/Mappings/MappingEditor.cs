using System.Globalization;
using Connector.Salesforce;
using Connector.Salesforce.Metadata;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.AspNetCore.Dashboard.Mappings;

/// <summary>The editor: one form that holds the draft, with what its last check, dry run or replay found above it.</summary>
internal static class MappingEditor
{
    private const int NewRows = 3;

    /// <summary>Does what the pressed button asks for, and shows the form again.</summary>
    public static async Task<PageView> TryAsync(DashboardRequest request, DraftForm form)
    {
        var mappings = request.Get<ISyncMappings>();
        var version = (await mappings.ListAsync(request.Aborted)).FirstOrDefault(known => known.Draft.Mapping == form.Draft.Mapping);
        if (version is null)
            return new PageView("No such mapping", Html.Of($"""<p>{Ui.Link(request.Url("/mappings"), "All mappings")}</p>"""), 404);

        var findings = await mappings.CheckAsync(form.Draft, request.Aborted);
        var results = new List<Html> { TrialView.Findings(findings), DraftDiff.Show(version.Draft, form.Draft, "What this draft changes") };
        if (form.Step == "publish" && form.Note.Length == 0)
            results.Insert(0, Html.Of($"""<p class="sync-notice sync-bad" role="alert">Say in a sentence why it is published; the history keeps it.</p>"""));
        if (findings.All(finding => !finding.IsError))
            results.Add(await ResultAsync(request, form));
        return await ShowAsync(request, version, form, Html.Of($"""<section class="sync-card" id="result" tabindex="-1"><h2>What was found</h2>{results}</section>"""),
            findings.Any(finding => finding.IsError) || (form.Step == "publish" && form.Note.Length == 0) ? 400 : 200);
    }

    public static async Task<PageView> ShowAsync(DashboardRequest request, MappingVersion version, DraftForm form, Html result = default, int status = 200)
    {
        var mapping = form.Draft.Mapping;
        var remoteObject = version.RemoteObject;
        var org = await DescribeAsync(request, remoteObject);
        var properties = request.Get<ISyncMappings>().Properties(mapping);
        var rows = form.Draft.Fields.Select(field => (MappedField?)field).Concat(Enumerable.Repeat((MappedField?)null, NewRows)).ToList();
        return new PageView($"{mapping} and {remoteObject}", Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/mappings"), "All mappings")} · {Ui.Link(request.Url("/mapping/history", ("name", mapping)), "History")} · in force: {(version.Version == 0 ? "the site's code" : $"version {version.Version}")}</p>
            {Html.If(org is null, $"""<p class="sync-notice sync-warning" role="alert">Salesforce does not answer just now, so its fields are not listed. A draft can be edited and is checked when Salesforce is back.</p>""")}
            {result}
            {request.Open("/mapping/try", "sync-editor", ("name", mapping), ("basedOn", Text(form.BasedOn)), ("rows", Text(rows.Count)))}
            <datalist id="remote-fields">{Html.Each(org?.Fields ?? [], field => Html.Of($"""<option value="{field.Name}">{field.Label}, {field.Type}</option>"""))}</datalist>
            {Html.Each(rows.Select((field, row) => (field, row)), entry => entry.field is { } field ? Row(field, entry.row, form.Draft, org, properties) : NewRow(entry.row, form.Draft, properties))}
            <section class="sync-card"><h2>Try it, then publish it</h2>
            <div class="sync-actions"><button class="sync-button" name="step" value="check">Check</button>
            <button class="sync-button sync-secondary" name="step" value="trial">Dry run on linked records</button>
            <button class="sync-button sync-secondary" name="step" value="replay">Compare with the last 1,000 decisions</button></div>
            {Ui.Input("note", "Why is it published?", form.Note, hint: "for the history")}
            <p><label><input type="checkbox" name="resync" checked> Bring all linked records into agreement afterwards, in the bulk lane</label></p>
            <div class="sync-actions"><button class="sync-button" formaction="{request.Url("/mapping/publish")}" name="step" value="publish">Publish</button></div></section>
            </form>
            """), status);
    }

    private static async Task<Html> ResultAsync(DashboardRequest request, DraftForm form)
    {
        try
        {
            return form.Step switch
            {
                "trial" => TrialView.Trial(request, await request.Get<ISyncMappings>().TryAsync(form.Draft, cancellationToken: request.Aborted)),
                "replay" => TrialView.Replay(await request.Get<ISyncMappings>().ReplayAsync(form.Draft, cancellationToken: request.Aborted)),
                _ => Html.Empty,
            };
        }
        catch (SalesforceException)
        {
            return Html.Of($"""<p class="sync-notice sync-warning" role="alert">Salesforce could not be read just now, so there is no dry run. Try again in a moment.</p>""");
        }
    }

    private static Html Row(MappedField field, int row, MappingDraft draft, ObjectDescription? org, IReadOnlyList<MappableProperty> properties)
    {
        var property = properties.FirstOrDefault(known => known.Name == field.Name);
        return Html.Of(
            $"""
            <fieldset class="sync-card sync-row"><legend>{field.Name} <small>{property?.Type}</small></legend>
            <input type="hidden" name="field.{Text(row)}" value="{field.Name}">
            <div class="sync-grid">{Remote(row, field.RemoteField, org?.Field(field.RemoteField) is { } there ? $"{there.Label}, {there.Type}" : null)}
            {Choice($"direction.{Text(row)}", "Way", field.Direction, property?.CanReceive == false ? [Direction.ToSalesforce] : Enum.GetValues<Direction>(), Words.For)}
            {Choice($"policy.{Text(row)}", "If both sides changed", field.Policy, Enum.GetValues<ConflictPolicy>(), Words.For)}
            {Choice($"comparison.{Text(row)}", "Compared", field.Comparison, Enum.GetValues<Comparison>(), Words.For)}</div>
            <details class="sync-more"{Ui.Attribute("open", field.Values is { Count: > 0 })}><summary>Values written otherwise in Salesforce{Ui.Hidden($"for {field.Name}")}</summary>
            <label class="sync-field"><span>One a line <small>here = in Salesforce</small></span><textarea name="values.{Text(row)}" rows="3" spellcheck="false">{string.Join('\n', (field.Values ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key} = {pair.Value}"))}</textarea></label></details>
            <p class="sync-links"><label><input type="checkbox" name="match.{Text(row)}"{Ui.Attribute("checked", draft.Match.Contains(field.Name))}> Match at first contact</label>
            <label><input type="checkbox" name="drop.{Text(row)}"> Do not map it any more</label></p></fieldset>
            """);
    }

    private static Html NewRow(int row, MappingDraft draft, IReadOnlyList<MappableProperty> properties) => Html.Of(
        $"""
        <details class="sync-more"><summary>Map another property</summary><fieldset class="sync-card sync-row"><legend>One more</legend><div class="sync-grid">
        <label class="sync-field"><span>Property here</span><select name="field.{Text(row)}"><option value="">None</option>{properties.Where(property => draft.Fields.All(field => field.Name != property.Name)).Select(property =>
            Html.Of($"""<option value="{property.Name}">{property.Name}, {property.Type}</option>"""))}</select></label>
        {Remote(row, "", null)}
        {Choice($"direction.{Text(row)}", "Way", Direction.ToSalesforce, Enum.GetValues<Direction>(), Words.For)}
        {Choice($"policy.{Text(row)}", "If both sides changed", ConflictPolicy.Manual, Enum.GetValues<ConflictPolicy>(), Words.For)}
        {Choice($"comparison.{Text(row)}", "Compared", Comparison.Exact, Enum.GetValues<Comparison>(), Words.For)}</div></fieldset></details>
        """);

    private static Html Remote(int row, string value, string? hint) => Html.Of(
        $"""<label class="sync-field"><span>Field in Salesforce {Html.If(hint is not null, $"<small>{hint}</small>")}</span><input name="remote.{Text(row)}" value="{value}" list="remote-fields" autocomplete="off" spellcheck="false" maxlength="255"></label>""");

    private static Html Choice<T>(string name, string label, T chosen, IEnumerable<T> values, Func<T, string> say)
        where T : struct, Enum => Html.Of(
        $"""
        <label class="sync-field"><span>{label}</span><select name="{name}">{values.Append(chosen).Distinct().Select(value =>
            Html.Of($"""<option value="{value.ToString()}"{Ui.Attribute("selected", EqualityComparer<T>.Default.Equals(value, chosen))}>{say(value)}</option>"""))}</select></label>
        """);

    private static async Task<ObjectDescription?> DescribeAsync(DashboardRequest request, string remoteObject)
    {
        try
        {
            return await request.Get<ISalesforceClient>().Metadata.DescribeAsync(remoteObject, request.Aborted);
        }
        catch (SalesforceException)
        {
            return null;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
