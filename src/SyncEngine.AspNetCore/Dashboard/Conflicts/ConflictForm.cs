using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SyncEngine.Merge;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Conflicts;

/// <summary>The choices made on one record, with a mark of what the person saw: what has changed since is asked again, not decided.</summary>
internal static class ConflictForm
{
    private const int MostFields = 200;

    /// <summary>Stands for both values as they were shown.</summary>
    public static string Seen(SyncConflict conflict) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{conflict.Local}\0{conflict.Remote}")))[..16];

    /// <summary>Reads the fields on which a choice was made, and finds what of them is still as it was shown; null when the form is not one of ours.</summary>
    /// <returns>What can be decided, and how many choices were made in all.</returns>
    public static async Task<(IReadOnlyList<(SyncConflict Conflict, FieldChoice Choice, string? Value)> Choices, int Made)?> ReadAsync(
        IFormCollection form, ISyncConflicts conflicts, CancellationToken cancellationToken)
    {
        if (!WorkKey.TryParse(form["key"], out var key) || !int.TryParse(form["fields"], CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostFields)
            return null;

        var open = await conflicts.FindAsync(key, cancellationToken);
        var choices = new List<(SyncConflict, FieldChoice, string?)>();
        var made = 0;
        for (var index = 0; index < count; index++)
        {
            if (Value("choice", index) is not { Length: > 0 } choice)
                continue;
            if (!Enum.TryParse<FieldChoice>(choice, out var chosen) || !Enum.IsDefined(chosen))
                return null;

            made++;
            if (open.FirstOrDefault(known => known.Field == Value("field", index) && Seen(known) == Value("seen", index)) is { } conflict)
                choices.Add((conflict, chosen, chosen == FieldChoice.Other && Value("value", index).Trim() is { Length: > 0 } value ? value : null));
        }

        return (choices, made);

        string Value(string name, int index) => form[string.Create(CultureInfo.InvariantCulture, $"{name}.{index}")].ToString();
    }
}
