using System.Text.Json.Nodes;

namespace Connector.Salesforce;

/// <summary>
/// An untyped record. A field has three states: set to a value, set to null (<c>record["Phone"] = null</c>, which empties it in Salesforce),
/// or absent, which leaves it alone. Not safe for use by several threads at once.
/// </summary>
public sealed class SalesforceRecord
{
    private readonly JsonObject _fields;

    /// <summary>Makes an empty record of an object, such as <c>Contact</c>.</summary>
    public SalesforceRecord(string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Type = type;
        _fields = [];
    }

    internal SalesforceRecord(string type, JsonObject answer)
    {
        Type = answer["attributes"]?["type"]?.GetValue<string>() ?? type;
        answer.Remove("attributes");
        if (answer[nameof(Id)] is JsonValue id && SalesforceId.TryParse(id.GetValue<string>(), out var parsed))
            Id = parsed;
        answer.Remove(nameof(Id));
        _fields = answer;
    }

    /// <summary>The object's API name.</summary>
    public string Type { get; }

    /// <summary>The record's id; null before it is created.</summary>
    public SalesforceId? Id { get; set; }

    /// <summary>The fields that are set, to a value or to null, without the id.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Fields => _fields;

    /// <summary>A field's value. Reading gives null both for a null and for an absent field; <see cref="Has"/> tells them apart.</summary>
    public JsonNode? this[string field]
    {
        get => _fields[field];
        set => _fields[field] = value;
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
            if (field != without)
                json[field] = value?.DeepClone();
        }

        return json;
    }
}
