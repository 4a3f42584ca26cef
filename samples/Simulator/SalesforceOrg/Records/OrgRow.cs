using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>A record as it was at one moment. Immutable: a save puts another in its place, so that whoever reads keeps a consistent one.</summary>
internal sealed class OrgRow(string type, object?[] values)
{
    public string Type { get; } = type;

    public string Id => (string)values[SystemFields.Id]!;

    public bool IsDeleted => values[SystemFields.IsDeleted] is true;

    public DateTime SystemModstamp => (DateTime)values[SystemFields.SystemModstamp]!;

    public object? this[FieldSchema field] => this[field.Ordinal];

    public object? this[int ordinal] => ordinal < values.Length ? values[ordinal] : null;

    /// <summary>The values for another row, wide enough for the object as it is now.</summary>
    public object?[] CopyValues(int width)
    {
        var copy = new object?[Math.Max(width, values.Length)];
        values.CopyTo(copy, 0);
        return copy;
    }
}
