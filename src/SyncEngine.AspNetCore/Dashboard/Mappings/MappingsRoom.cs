using Microsoft.AspNetCore.Http;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Mappings;

/// <summary>The mappings: what goes where, edited as a draft that is checked and tried before it is published, with its history and the way back.</summary>
internal static class MappingsRoom
{
    public static void Map(DashboardRoutes routes)
    {
        routes.Page("/mappings", ListAsync);
        routes.Page("/mapping", request => EditAsync(request));
        routes.Page("/mapping/history", HistoryAsync);
        routes.Action("/mapping/try", async (request, form) => DraftForm.Read(form) is { } draft ? ActionResult.Show(await MappingEditor.TryAsync(request, draft)) : null);
        routes.Action("/mapping/publish", PublishAsync);
        routes.Action("/mapping/rollback", RollBackAsync);
        routes.Action("/mapping/switch", SwitchAsync);
    }

    private static async Task<PageView> ListAsync(DashboardRequest request)
    {
        var versions = await request.Get<ISyncMappings>().ListAsync(request.Aborted);
        var switches = await request.Get<ISyncSwitches>().ListAsync(request.Aborted);
        return new PageView("Mappings", Html.Of($"{Table(request, versions)}{Switches(request, switches)}"));
    }

    private static Html Table(DashboardRequest request, IReadOnlyList<MappingVersion> versions) => Ui.Table("Mappings in force, parents before children", ["Mapping", new("Fields", true), "Version", "Published", "Do"], versions.Select(version => new[]
        {
            Html.Of($"{version.Draft.Mapping}"),
            Html.Of($"{version.Draft.Fields.Count}"),
            Name(version),
            version.PublishedAt is null ? Html.Of($"""<span class="sync-blank">with the site's code</span>""") : Html.Of($"{request.Time(version.PublishedAt)} by {Words.For(version.PublishedBy!)}"),
            Html.Of($"""
                <a href="{request.Url("/mapping", ("name", version.Draft.Mapping))}">Edit{Ui.Hidden(version.Draft.Mapping)}</a> ·
                <a href="{request.Url("/mapping/history", ("name", version.Draft.Mapping))}">History{Ui.Hidden($"of {version.Draft.Mapping}")}</a>
                """),
        }), "No mapping is declared.");

    private static Html Switches(DashboardRequest request, IReadOnlyList<MappingSwitches> switches) => Html.Of(
        $"""
        <section class="sync-gap" aria-labelledby="switches"><h2 id="switches">Switches: how a mapping goes live</h2>
        <p>Shadow plans and tells the journal what would be done, and does nothing. After a direction goes on, try and sync its records under {Ui.Link(request.Url("/bulk"), "Bulk")}.</p>
        <div class="sync-columns">{switches.Select(mapping => Html.Of(
            $"""
            <div class="sync-card"><h3>{mapping.Mapping}</h3>{request.Open("/mapping/switch", "sync-editor", ("back", request.Here()), ("name", mapping.Mapping))}<div class="sync-grid">
            {Direction("outward", "To Salesforce", mapping.Outward)}{Direction("inward", "To the site", mapping.Inward)}</div>
            <div class="sync-actions"><button type="submit" class="sync-button sync-secondary">Set{Ui.Hidden($"the switches of {mapping.Mapping}")}</button>
            <small>{(mapping.ChangedAt is null ? Html.Of($"as the site's code has them") : Html.Of($"set {request.Time(mapping.ChangedAt)} by {Words.For(Model.Cause.Parse(mapping.ChangedBy ?? "admin"))}"))}</small></div></form></div>
            """))}</div></section>
        """);

    private static Html Direction(string name, string label, DirectionSwitch chosen) => Html.Of(
        $"""
        <label class="sync-field"><span>{label}</span><select name="{name}">{Enum.GetValues<DirectionSwitch>().Select(value =>
            Html.Of($"""<option value="{value.ToString()}"{Ui.Attribute("selected", value == chosen)}>{Words.For(value)}</option>"""))}</select></label>
        """);

    private static async Task<ActionResult?> SwitchAsync(DashboardRequest request, IFormCollection form)
    {
        var switches = request.Get<ISyncSwitches>();
        if (!Enum.TryParse<DirectionSwitch>(form["outward"], out var outward) || !Enum.IsDefined(outward) || !Enum.TryParse<DirectionSwitch>(form["inward"], out var inward) || !Enum.IsDefined(inward)
            || (await switches.ListAsync(request.Aborted)).FirstOrDefault(known => known.Mapping == form["name"]) is not { } mapping)
            return null;

        await switches.SetAsync(mapping.Mapping, outward, inward, request.Cause, request.Aborted);
        return new ActionResult(Sentences.Switched);
    }

    private static async Task<PageView> EditAsync(DashboardRequest request) =>
        (await request.Get<ISyncMappings>().ListAsync(request.Aborted)).FirstOrDefault(version => version.Draft.Mapping == request.Query("name")) is { } version
            ? await MappingEditor.ShowAsync(request, version, new DraftForm(version.Draft, version.Version, ""))
            : Missing(request);

    private static async Task<PageView> HistoryAsync(DashboardRequest request)
    {
        var versions = await request.Get<ISyncMappings>().HistoryAsync(request.Query("name") ?? "", request.Aborted);
        if (versions.Count == 0)
            return Missing(request);

        var name = versions[0].Draft.Mapping;
        return new PageView($"History of {name}", Html.Of(
            $"""
            <p>{Ui.Link(request.Url("/mappings"), "All mappings")} · {Ui.Link(request.Url("/mapping", ("name", name)), "Edit")}</p>
            {versions.Select((version, index) => Html.Of(
                $"""
                <section class="sync-card"><h2>{Name(version)} {Html.If(index == 0, $"{Ui.Pill(Tone.Good, "in force")}")}</h2>
                <p>{Html.If(version.Note is not null, $"{version.Note} ")}{(version.PublishedAt is null ? Html.Of($"As the site's code has it.") : Html.Of($"{request.Time(version.PublishedAt)} by {Words.For(version.PublishedBy!)}"))}</p>
                {Html.If(index + 1 < versions.Count, $"{DraftDiff.Show(index + 1 < versions.Count ? versions[index + 1].Draft : version.Draft, version.Draft, "What it changed")}")}
                {Html.If(index > 0, $"{DraftDiff.Show(versions[0].Draft, version.Draft, "What going back to it would change")}")}
                {Html.If(index > 0, $"{request.Form("/mapping/rollback", $"Go back to {Title(version)}", style: "sync-secondary", fields: [("name", name), ("version", Text(version.Version)), ("basedOn", Text(versions[0].Version))])}")}
                </section>
                """))}
            """));
    }

    private static async Task<ActionResult?> PublishAsync(DashboardRequest request, IFormCollection form)
    {
        if (DraftForm.Read(form) is not { } draft)
            return null;

        var mappings = request.Get<ISyncMappings>();
        var findings = await mappings.CheckAsync(draft.Draft, request.Aborted);
        if (draft.Note.Length == 0 || findings.Any(finding => finding.IsError))
            return ActionResult.Show(await MappingEditor.TryAsync(request, draft with { Step = "publish" }));

        return await PublishAsync(request, draft.Draft, draft.BasedOn, draft.Note, form["resync"] == "on");
    }

    private static async Task<ActionResult?> RollBackAsync(DashboardRequest request, IFormCollection form)
    {
        if (!int.TryParse(form["version"], out var version) || !int.TryParse(form["basedOn"], out var basedOn)
            || (await request.Get<ISyncMappings>().HistoryAsync(form["name"].ToString(), request.Aborted)).FirstOrDefault(known => known.Version == version) is not { } former)
            return null;

        return await PublishAsync(request, former.Draft, basedOn, $"Back to {Title(former)}.", resync: true);
    }

    private static async Task<ActionResult> PublishAsync(DashboardRequest request, MappingDraft draft, int basedOn, string note, bool resync)
    {
        var mappings = request.Get<ISyncMappings>();
        var to = request.Url("/mapping/history", ("name", draft.Mapping));
        if (await mappings.PublishAsync(draft, basedOn, note, request.Cause, request.Aborted) is not { } version)
            return new ActionResult(Sentences.PublishedMeanwhile, To: to);

        if (resync)
            await mappings.ResyncAsync(draft.Mapping, request.Cause, request.Aborted);
        return new ActionResult(Sentences.Published, version, to);
    }

    private static PageView Missing(DashboardRequest request) =>
        new("No such mapping", Html.Of($"""<p>The address names no mapping. {Ui.Link(request.Url("/mappings"), "All mappings")}</p>"""), 404);

    private static Html Name(MappingVersion version) => Html.Of($"{(version.Version == 0 ? "The site's code" : $"Version {version.Version}")}");

    private static string Title(MappingVersion version) => version.Version == 0 ? "the site's code" : $"version {version.Version}";

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
