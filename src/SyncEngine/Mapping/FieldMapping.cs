using System.Text.Json.Nodes;
using SyncEngine.Merge;

namespace SyncEngine.Mapping;

/// <summary>One field of a mapping, compiled.</summary>
/// <param name="Name">The local name.</param>
/// <param name="RemoteField">The Salesforce field's API name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both sides changed.</param>
/// <param name="Member">The property that it is, and that a value from Salesforce is written to; null for expressions and constants.</param>
/// <param name="Paths">The paths from the entity that it is read from; none for a constant.</param>
/// <param name="Read">The local value in its canonical form: null for null and for empty text.</param>
/// <param name="Form">How values of its type are written.</param>
internal sealed record FieldMapping(
    string Name, string RemoteField, Direction Direction, ConflictPolicy Policy, string? Member, IReadOnlyList<string> Paths, Func<object, string?> Read, ValueForm Form)
{
    /// <summary>When two values count as the same.</summary>
    public Comparison Comparison { get; init; }

    /// <summary>What the field's base is kept under: its name, unless an admin moved it to another Salesforce field.</summary>
    public string BaseKey { get; init; } = Name;

    /// <summary>Values that are written otherwise in Salesforce, there and back; null for none.</summary>
    public ValueMap? Values { get; init; }

    public JsonNode? ToRemote(string? canonical) => Values?.There(canonical) is { } there ? JsonValue.Create(there) : Form.ToJson(canonical);

    public string? FromRemote(JsonNode? value) => Values?.Back(value) ?? Form.FromJson(value);
}
