using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Mappings;

/// <summary>What one draft says otherwise than another, field by field.</summary>
internal static class DraftDiff
{
    public static Html Show(MappingDraft before, MappingDraft after, string caption)
    {
        var rows = before.Fields.Concat(after.Fields).Select(field => field.Name).Distinct()
            .Select(name => (Name: name, Before: Say(before, name), After: Say(after, name)))
            .Append((Name: "Match at first contact", Before: Match(before), After: Match(after)))
            .Where(row => row.Before != row.After);
        return Ui.Table(caption, ["Field", "Before", "After"], rows.Select(row => new[] { Html.Of($"{row.Name}"), Side(row.Before), Side(row.After) }), $"{caption}: nothing.");
    }

    private static Html Side(string? text) => text is null ? Html.Of($"""<span class="sync-blank">not mapped</span>""") : Html.Of($"{text}");

    private static string? Say(MappingDraft draft, string name) => draft.Fields.FirstOrDefault(field => field.Name == name) is { } field
        ? $"{field.RemoteField}: {Words.For(field.Direction)}, {Words.For(field.Policy)}, compared {Words.For(field.Comparison)}{(field.Values is { Count: > 0 } values ? $"; {string.Join("; ", values.Select(pair => $"{pair.Key} = {pair.Value}"))}" : "")}"
        : null;

    private static string Match(MappingDraft draft) => draft.Match.Count == 0 ? "only the external id" : string.Join(", ", draft.Match);
}
