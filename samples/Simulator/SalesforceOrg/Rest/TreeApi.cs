using System.Text.Json;
using System.Text.Json.Nodes;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/composite/tree/X</c>: new records with their children in one body, saved as a whole or not at all.</summary>
internal sealed class TreeApi(OrgData data)
{
    private const int MaxRecords = 200;
    private const int MaxLevels = 5;
    private const int MaxTypes = 5;

    public RestResponse Create(RestRequest request, ObjectSchema type)
    {
        var tree = new Tree();
        Read(tree, request.Json(), type, parent: null, lookup: null, level: 1);
        if (tree.Nodes.Count is 0 or > MaxRecords)
            throw new OrgException("INVALID_INPUT", $"A tree has 1 to {MaxRecords} records");
        if (tree.Nodes.Select(node => node.Type.Name).Distinct().Count() > MaxTypes)
            throw new OrgException("INVALID_INPUT", $"A tree has records of at most {MaxTypes} types");
        if (tree.Nodes.GroupBy(node => node.Reference, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new OrgException("INVALID_INPUT", $"Duplicate ReferenceId provided in request: {twice.Key}");

        var errors = new List<(string Reference, OrgException Exception)>();
        try
        {
            data.Write(request.Caller, transaction =>
            {
                foreach (var node in tree.Nodes)
                    Save(transaction, node, errors);
                return errors.Count == 0 ? true : throw new RolledBackException();
            });
        }
        catch (RolledBackException)
        {
            return Refused(errors);
        }

        return RestResponse.Json(StatusCodes.Status201Created, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("hasErrors", false);
            json.WriteStartArray("results");
            foreach (var node in tree.Nodes)
            {
                json.WriteStartObject();
                json.WriteString("referenceId", node.Reference);
                json.WriteString("id", node.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private void Read(Tree tree, JsonElement json, ObjectSchema type, Node? parent, FieldSchema? lookup, int level)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("records", out var records) || records.ValueKind != JsonValueKind.Array)
            throw new OrgException("JSON_PARSER_ERROR", "The request has no list of records");
        if (level > MaxLevels)
            throw new OrgException("INVALID_INPUT", $"A tree has at most {MaxLevels} levels");

        foreach (var record in records.EnumerateArray())
        {
            var attributes = record.ValueKind == JsonValueKind.Object && record.TryGetProperty("attributes", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            var name = attributes.ValueKind == JsonValueKind.Object ? CompositeApi.Text(attributes, "type") : null;
            if (!type.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                throw new OrgException("INVALID_INPUT", $"Include an entity type of {type.Name} for a record of it; this one has {name ?? "none"}");
            if (CompositeApi.Text(attributes, "referenceId") is not { Length: > 0 } reference)
                throw new OrgException("INVALID_INPUT", "Include a reference ID for each record in the request.");

            var node = new Node(type, reference, parent, lookup, new JsonObject());
            tree.Nodes.Add(node);
            foreach (var property in record.EnumerateObject().Where(property => !property.NameEquals("attributes")))
            {
                var (child, children) = data.Schema.Children(type.Name).FirstOrDefault(item => property.Name.Equals(item.Field.ChildRelationshipName, StringComparison.OrdinalIgnoreCase));
                if (child is not null && property.Value.ValueKind == JsonValueKind.Object)
                    Read(tree, property.Value, child, node, children, level + 1);
                else
                    node.Fields[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            }
        }
    }

    private void Save(OrgTransaction transaction, Node node, List<(string, OrgException)> errors)
    {
        // A child of a record that was refused is not tried.
        if (node.Parent is { Id: null })
            return;

        var mark = transaction.Mark;
        try
        {
            if (node.Lookup is { } lookup)
                node.Fields[lookup.Name] = node.Parent!.Id;
            var input = RecordInput.FromJson(data.Schema, node.Type, JsonSerializer.SerializeToElement(node.Fields));
            if (input.Id is not null)
                throw new OrgException("INVALID_FIELD", "cannot specify Id in an insert call", "Id");
            node.Id = RecordWriter.Create(transaction, node.Type, input).Id;
        }
        catch (OrgException exception)
        {
            transaction.RollBack(mark);
            errors.Add((node.Reference, exception));
        }
    }

    private static RestResponse Refused(List<(string Reference, OrgException Exception)> errors) => RestResponse.Json(StatusCodes.Status400BadRequest, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("hasErrors", true);
        json.WriteStartArray("results");
        foreach (var (reference, exception) in errors)
        {
            json.WriteStartObject();
            json.WriteString("referenceId", reference);
            json.WriteStartArray("errors");
            foreach (var error in exception.Errors)
                ErrorJson.Write(json, error, "statusCode");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private sealed class Tree
    {
        public List<Node> Nodes { get; } = [];
    }

    private sealed class Node(ObjectSchema type, string reference, Node? parent, FieldSchema? lookup, JsonObject fields)
    {
        public ObjectSchema Type { get; } = type;
        public string Reference { get; } = reference;
        public Node? Parent { get; } = parent;
        public FieldSchema? Lookup { get; } = lookup;
        public JsonObject Fields { get; } = fields;
        public string? Id { get; set; }
    }

    private sealed class RolledBackException : Exception;
}
