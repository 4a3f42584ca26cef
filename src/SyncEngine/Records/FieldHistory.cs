using System.Text.Json;

namespace SyncEngine.Records;

/// <summary>
/// The values that fields of one record had of late in Salesforce, as seen and as written. Somebody who keeps changing a field back shows as a value
/// that equals the one before the last.
/// </summary>
internal sealed class FieldHistory
{
    private const int Kept = 8;
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Dictionary<string, List<Step>> _steps;

    private FieldHistory(Dictionary<string, List<Step>> steps) => _steps = steps;

    public static FieldHistory Empty => new([]);

    public static FieldHistory Read(string? json) =>
        json is null ? Empty : new(JsonSerializer.Deserialize(json, RecordJson.Default.DictionaryStringListStep) ?? []);

    public string? Write() => _steps.Count == 0 ? null : JsonSerializer.Serialize(_steps, RecordJson.Default.DictionaryStringListStep);

    /// <summary>How often in a row the field went back to where it had been.</summary>
    public int Flips(string field, DateTimeOffset now)
    {
        var steps = Recent(field, now);
        var flips = 0;
        for (var index = steps.Count - 1; index >= 2 && steps[index].Value == steps[index - 2].Value; index--)
            flips++;
        return flips;
    }

    /// <summary>The history with what was seen and what was written instead.</summary>
    public FieldHistory With(string field, string? seen, string? written, DateTimeOffset now)
    {
        var steps = Recent(field, now);
        foreach (var value in new[] { seen, written })
        {
            if (steps.Count == 0 || steps[^1].Value != value)
                steps.Add(new Step(value, now.ToUnixTimeMilliseconds()));
        }

        return new FieldHistory(new Dictionary<string, List<Step>>(_steps) { [field] = steps.TakeLast(Kept).ToList() });
    }

    /// <summary>The history without a field: somebody has decided, and it begins anew.</summary>
    public FieldHistory Without(string field) => new(_steps.Where(pair => pair.Key != field).ToDictionary());

    private List<Step> Recent(string field, DateTimeOffset now) =>
        [.. _steps.GetValueOrDefault(field, []).Where(step => step.At > (now - Memory).ToUnixTimeMilliseconds())];

    internal sealed record Step(string? Value, long At);
}
