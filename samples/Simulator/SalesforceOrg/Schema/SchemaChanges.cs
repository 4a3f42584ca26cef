using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Schema;

/// <summary>
/// Changes to the schema while the org runs: a field added, changed or removed, a rule or a flow switched, fields hidden. Each is kept as
/// it was asked for and repeated at the next start. Source of the forms: the schema file's own.
/// </summary>
internal sealed class SchemaChanges
{
    private const string Collection = "salesforce/schema-change";
    private readonly OrgData _data;
    private readonly DocumentStore _store;
    private int _count;

    public SchemaChanges(OrgData data, DocumentStore store)
    {
        (_data, _store) = (data, store);
        foreach (var (_, json) in store.All(Collection).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Apply(JsonSerializer.Deserialize<SchemaChange>(json)!);
            _count++;
        }
    }

    /// <exception cref="OrgException">There is no such object, field, rule or flow.</exception>
    /// <exception cref="FormatException">The field or the flow is malformed.</exception>
    public void Make(SchemaChange change)
    {
        Apply(change);
        _store.Write(new DocumentBatch().Put(Collection, (_count++).ToString("D8", CultureInfo.InvariantCulture), JsonSerializer.Serialize(change)));
    }

    private void Apply(SchemaChange change)
    {
        if (change.Kind == "hide-objects")
        {
            _data.Schema.Hidden.Clear();
            _data.Schema.Hidden.UnionWith(Names(change.Value));
            return;
        }

        var type = _data.Schema.Find(change.Type) ?? throw OrgException.NotFound();
        _data.Replace(change.Kind switch
        {
            "field" => type.WithField(SchemaReader.ReadField(Named(change))),
            "remove-field" => type.Stored(change.Name) is { IsSystem: false } ? type.WithoutField(change.Name) : throw OrgException.NotFound(),
            "flow" => type.WithRules(flows: [.. type.Flows.Where(flow => flow.Name != change.Name), SchemaReader.ReadFlow(Named(change))]),
            "validation-rule" => type.WithRules(validation: [.. type.ValidationRules.Where(rule => rule.Name != change.Name), SchemaReader.ReadValidationRule(Named(change))]),
            "duplicate-rule" => type.WithRules(duplicates: [.. type.DuplicateRules.Where(rule => rule.Name != change.Name), SchemaReader.ReadDuplicateRule(Named(change))]),
            "enable" => Switched(type, change.Name, on: true),
            "disable" => Switched(type, change.Name, on: false),
            "hide-fields" => type.WithHidden(Names(change.Value)),
            _ => throw new FormatException($"'{change.Kind}' is no kind of change."),
        });
    }

    private static ObjectSchema Switched(ObjectSchema type, string name, bool on)
    {
        if (!type.Flows.Any(flow => flow.Name == name) && !type.ValidationRules.Any(rule => rule.Name == name) && !type.DuplicateRules.Any(rule => rule.Name == name))
            throw OrgException.NotFound();

        return type.WithRules(
            [.. type.ValidationRules.Select(rule => rule.Name == name ? rule with { Enabled = on } : rule)],
            [.. type.DuplicateRules.Select(rule => rule.Name == name ? rule with { Enabled = on } : rule)],
            [.. type.Flows.Select(flow => flow.Name == name ? flow with { Enabled = on } : flow)]);
    }

    private static JsonElement Named(SchemaChange change)
    {
        var fields = change.Value is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject().ToDictionary(item => item.Name, item => item.Value) : [];
        fields["name"] = JsonSerializer.SerializeToElement(change.Name);
        return JsonSerializer.SerializeToElement(fields);
    }

    private static IEnumerable<string> Names(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray().Select(name => name.GetString() ?? "") : [];
}

/// <summary>One change, as it was asked for.</summary>
internal sealed record SchemaChange(string Kind, string Type, string Name, JsonElement? Value);
