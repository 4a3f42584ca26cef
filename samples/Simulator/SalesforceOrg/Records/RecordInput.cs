using System.Text.Json;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>What a caller wants a record to be: values by field (null sets null, absent leaves alone), and parents by their external id.</summary>
internal sealed class RecordInput
{
    public List<(FieldSchema Field, object? Value)> Values { get; } = [];

    public List<ParentReference> Parents { get; } = [];

    /// <summary>The id in the body, as collections have it.</summary>
    public string? Id { get; private set; }

    public static RecordInput FromJson(OrgSchema schema, ObjectSchema type, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new OrgException("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");

        var input = new RecordInput();
        foreach (var property in body.EnumerateObject())
        {
            if (property.NameEquals("attributes"))
                continue;
            if (property.Name.Equals("Id", StringComparison.OrdinalIgnoreCase))
                input.Id = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
            else if (type.Field(property.Name) is { } field)
                input.Values.Add((field, FieldValues.FromJson(field, property.Value)));
            else if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null && type.Relationship(property.Name) is { } lookup)
                input.AddParent(schema, lookup, property.Value);
            else
                throw NoSuchField(type, property.Name);
        }

        return input;
    }

    /// <summary>Adds a cell of a CSV row, by its column's name: a field, or <c>Account.Portal_Id__c</c>. A null value sets null.</summary>
    public void AddCell(OrgSchema schema, ObjectSchema type, string column, string? value)
    {
        if (column.Equals("Id", StringComparison.OrdinalIgnoreCase))
        {
            Id = value;
            return;
        }

        if (type.Field(column) is { } field)
        {
            Values.Add((field, value is null ? field.Type == FieldType.Boolean ? false : null : FieldValues.FromText(field, value)));
            return;
        }

        var dot = column.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || type.Relationship(column[..dot]) is not { } lookup)
            throw new OrgException("INVALID_FIELD", $"Field name not found : {column}");

        // Contact:Who.Portal_Id__c says which of several objects the parent is.
        var parent = schema.Visible(lookup.ReferenceTo[0])!;
        if (value is null)
            Values.Add((lookup, null));
        else
            Parents.Add(new ParentReference(lookup, parent, ExternalId(parent, column[(dot + 1)..]), value));
    }

    public static OrgException NoSuchField(ObjectSchema type, string name) =>
        new("INVALID_FIELD", $"No such column '{name}' on sobject of type {type.Name}");

    private static FieldSchema ExternalId(ObjectSchema parent, string name) =>
        parent.Field(name) is { } field && (field.ExternalId || field.Type == FieldType.Id)
            ? field
            : throw new OrgException("INVALID_FIELD", $"Field name provided, {name} does not match an External ID, Salesforce Id, or indexed field for {parent.Name}");

    private void AddParent(OrgSchema schema, FieldSchema lookup, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            Values.Add((lookup, null));
            return;
        }

        var named = json.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("type", out var type) ? type.GetString() : null;
        var parent = schema.Visible(named ?? lookup.ReferenceTo[0]);
        if (parent is null || !lookup.ReferenceTo.Contains(parent.Name))
            throw new OrgException("INVALID_FIELD", $"The relationship {lookup.RelationshipName} does not lead to {named}.");

        var keys = json.EnumerateObject().Where(property => !property.NameEquals("attributes")).ToList();
        if (keys.Count != 1)
            throw new OrgException("INVALID_FIELD", $"The external foreign key reference does not reference a valid entity: {lookup.RelationshipName}");

        Parents.Add(new ParentReference(lookup, parent, ExternalId(parent, keys[0].Name), keys[0].Value.ToString()));
    }
}

/// <summary>A parent named by its external id in place of its id.</summary>
internal sealed record ParentReference(FieldSchema Lookup, ObjectSchema Parent, FieldSchema Key, string Value);
