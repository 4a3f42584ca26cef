using System.Globalization;
using Microsoft.AspNetCore.Http;
using SyncEngine.Mapping;
using SyncEngine.Merge;

namespace SyncEngine.AspNetCore.Dashboard.Mappings;

/// <summary>A draft on its way through the editor's form: the form carries all of it, so nothing is kept between two posts.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="BasedOn">The version that it was made from.</param>
/// <param name="Note">Why it is to be published.</param>
internal sealed record DraftForm(MappingDraft Draft, int BasedOn, string Note)
{
    private const int MostFields = 500;

    /// <summary>Which button was pressed: <c>check</c>, <c>trial</c>, <c>replay</c>, <c>publish</c>.</summary>
    public string Step { get; init; } = "check";

    /// <summary>Reads the form; null when it is not one of ours.</summary>
    public static DraftForm? Read(IFormCollection form)
    {
        if (form["name"].ToString() is not { Length: > 0 } mapping || !int.TryParse(form["basedOn"], CultureInfo.InvariantCulture, out var basedOn)
            || !int.TryParse(form["rows"], CultureInfo.InvariantCulture, out var rows) || rows is < 0 or > MostFields)
            return null;

        var fields = new List<MappedField>();
        var match = new List<string>();
        for (var row = 0; row < rows; row++)
        {
            var name = Value("field", row);
            if (name.Length == 0 || Value("drop", row) == "on")
                continue;
            if (!Enum.TryParse<Direction>(Value("direction", row), out var direction) || !Enum.IsDefined(direction)
                || !Enum.TryParse<ConflictPolicy>(Value("policy", row), out var policy) || !Enum.IsDefined(policy)
                || !Enum.TryParse<Comparison>(Value("comparison", row), out var comparison) || !Enum.IsDefined(comparison))
                return null;

            fields.Add(new MappedField(name, Value("remote", row), direction, policy, comparison) { Values = Values(Value("values", row)) });
            if (Value("match", row) == "on")
                match.Add(name);
        }

        return new DraftForm(new MappingDraft(mapping, fields, match), basedOn, form["note"].ToString().Trim()) { Step = form["step"].ToString() };

        // A line without its other side is kept with a blank one, which the check names.
        static Dictionary<string, string>? Values(string text) => text.Length == 0 ? null : text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => same.Last().ElementAtOrDefault(1) ?? "");

        string Value(string name, int row) => form[$"{name}.{row}"].ToString().Trim();
    }
}
