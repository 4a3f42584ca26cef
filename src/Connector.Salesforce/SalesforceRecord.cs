using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce;

/// <summary>
/// An untyped record. A field has three states: set to a value, set to null (<c>record["Phone"] = null</c>, which empties it in Salesforce),
/// or absent, which leaves it alone. Field names are case-insensitive, as in Salesforce. Not safe for use by several threads at once.
/// </summary>
public sealed class SalesforceRecord
{
    private readonly JsonObject _fields;

    /// <summary>Makes an empty record of an object, such as <c>Contact</c>.</summary>
    public SalesforceRecord(string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Type = type;
        _fields = new JsonObject(Json.NodeOptions);
    }

    internal SalesforceRecord(string type, JsonObject answer)
    {
        Type = (answer["attributes"] as JsonObject)?["type"].AsText() ?? type;
        answer.Remove("attributes");
        if (SalesforceId.TryParse(answer[nameof(Id)].AsText(), out var id))
            Id = id;
        answer.Remove(nameof(Id));
        _fields = answer;
    }

    /// <summary>The object's API name.</summary>
    public string Type { get; }

    /// <summary>The record's id; null before it is created.</summary>
    public SalesforceId? Id { get; set; }

    /// <summary>The version that was read, for <see cref="Records.ISalesforceRecords.UpdateIfUnchangedAsync"/>; Salesforce gives one on Account only, else null.</summary>
    public string? ETag { get; set; }

    /// <summary>The fields that are set, to a value or to null, without the id.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Fields => _fields;

    /// <summary>A field's value. Reading gives null both for a null and for an absent field; <see cref="Has"/> tells them apart.</summary>
    public JsonNode? this[string field]
    {
        get => _fields[field];
        set => _fields[field] = value?.Parent is null ? value : value.DeepClone();
    }

    /// <summary>Whether the field is set, to a value or to null.</summary>
    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>Makes the field absent again, so that Salesforce leaves it alone.</summary>
    public bool Remove(string field) => _fields.Remove(field);

    /// <summary>A text field's value, or null; numbers and booleans come in their JSON form.</summary>
    public string? Text(string field) => _fields[field] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var node => node.ToJsonString(),
    };

    /// <summary>The parent record that a query selected through its relationship (<c>SELECT Account.Name FROM Contact</c>); null when there is none.</summary>
    public SalesforceRecord? Parent(string relationship) =>
        _fields[relationship] is JsonObject parent ? new SalesforceRecord(relationship, parent.DeepClone().AsObject()) : null;

    /// <summary>Sets a parent by <em>its</em> external id, which saves the call that looks its id up.</summary>
    /// <param name="relationship">The relationship's name: <c>Account</c>, or <c>Sponsor__r</c>.</param>
    /// <param name="externalIdField">The parent's external-id field.</param>
    /// <param name="externalId">Its value.</param>
    public void SetParent(string relationship, string externalIdField, string externalId) =>
        _fields[relationship] = new JsonObject { [externalIdField] = externalId };

    internal JsonObject ToJson(bool withAttributes, bool withId, string? without = null)
    {
        var json = new JsonObject();
        if (withAttributes)
            json["attributes"] = new JsonObject { ["type"] = Type };
        if (withId && Id is { } id)
            json[nameof(Id)] = id.Value;
        foreach (var (field, value) in _fields)
        {
            if (!field.Equals(without, StringComparison.OrdinalIgnoreCase))
                json[field] = value?.DeepClone();
        }

        return json;
    }
}
