using System.Text.Json.Nodes;
using SyncEngine.Merge;

namespace SyncEngine.Mapping;

/// <summary>One field of a mapping, compiled.</summary>
/// <param name="Name">The local name.</param>
/// <param name="RemoteField">The Salesforce field's API name.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Policy">Who is right when both sides changed.</param>
/// <param name="Member">The property on the entity that it reads, for capture; null for a constant.</param>
/// <param name="Read">The local value in its canonical form: null for null and for empty text.</param>
/// <param name="Form">How values of its type are written.</param>
internal sealed record FieldMapping(
    string Name, string RemoteField, Direction Direction, ConflictPolicy Policy, string? Member, Func<object, string?> Read, ValueForm Form)
{
    public JsonNode? ToRemote(string? canonical) => Form.ToJson(canonical);

    public string? FromRemote(JsonNode? value) => Form.FromJson(value);
}
