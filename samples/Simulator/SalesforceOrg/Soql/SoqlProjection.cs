using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>What of a row goes into the answer: fields, parents with theirs, children with theirs; in the order of the SELECT.</summary>
internal sealed class SoqlProjection
{
    private readonly List<Node> _nodes = [];
    private readonly List<SoqlColumnPath> _flat = [];

    /// <summary>The same as flat columns, such as Account.Name, for CSV. Empty when there are children, which CSV has no place for.</summary>
    public IReadOnlyList<SoqlColumnPath> Flat => _flat;

    public bool HasChildren => _nodes.Exists(node => node is ChildrenNode or TypeOfNode);

    public static SoqlProjection Of(SoqlEngine engine, SoqlBinder binder, SoqlQuery query)
    {
        var projection = new SoqlProjection();
        foreach (var item in query.Select)
        {
            switch (item)
            {
                case SoqlPath { Alias: not null }:
                    throw SoqlLexer.Malformed("only aggregate expressions use field aliasing");
                case SoqlPath path:
                    projection.Add(binder, path.Path, path.Alias);
                    break;
                case SoqlCall { Function: "TOLABEL" or "FORMAT", Path: { } path } call:
                    projection.Add(binder, path, call.Alias);
                    break;
                case SoqlTypeOf cases:
                    projection.AddTypeOf(engine, binder, cases);
                    break;
                case SoqlFieldSet set:
                    foreach (var field in binder.Type.Visible.Where(field => set.Set == "ALL" || field.IsCustom == (set.Set == "CUSTOM")))
                        projection.Add(binder, field.Name, null);
                    break;
                case SoqlChildren children:
                    projection.AddChildren(engine, binder.Type, children.Query);
                    break;
                default:
                    throw SoqlLexer.Malformed("unexpected token: '('");
            }
        }

        return projection;
    }

    public void Write(Utf8JsonWriter json, OrgRow row, string version) => WriteRecord(json, row, _nodes, version);

    private void Add(SoqlBinder binder, string path, string? alias)
    {
        var (lookups, owner, name) = binder.Walk(path);
        var isType = SoqlBinder.IsTypeOfParent(lookups, name);
        var field = isType ? SoqlBinder.TypeField : owner.Field(name) ?? throw SoqlBinder.NoSuchColumn(owner, name);
        var nodes = _nodes;
        foreach (var lookup in lookups)
        {
            var parent = nodes.OfType<ParentNode>().FirstOrDefault(node => node.Lookup == lookup);
            if (parent is null && nodes.Exists(node => node.Name == lookup.RelationshipName))
                throw new OrgException("INVALID_FIELD", $"duplicate field selected: {path}");
            if (parent is null)
                nodes.Add(parent = new ParentNode(lookup.RelationshipName!, lookup, binder));
            nodes = parent.Nodes;
        }

        var shown = alias ?? field.Name;
        if (nodes.Exists(node => node is FieldNode or TypeNode && node.Name == shown))
            throw new OrgException("INVALID_FIELD", $"duplicate field selected: {path}");

        nodes.Add(isType ? new TypeNode(shown) : new FieldNode(shown, field, binder));
        var flatName = alias ?? string.Join('.', [.. lookups.Select(lookup => lookup.RelationshipName!), field.Name]);
        _flat.Add(new SoqlColumnPath(flatName, binder.Bind(path)));
    }

    private void AddTypeOf(SoqlEngine engine, SoqlBinder binder, SoqlTypeOf query)
    {
        var lookup = binder.Type.Relationship(query.Relationship) is { ReferenceTo.Count: > 1 } several ? several
            : throw new OrgException("INVALID_FIELD", $"TYPEOF is not supported for the relationship '{query.Relationship}'");
        if (query.Cases.DistinctBy(item => item.Type, StringComparer.OrdinalIgnoreCase).Count() != query.Cases.Count)
            throw SoqlLexer.Malformed("a type stands in more than one WHEN");
        if (_nodes.Exists(node => node.Name == lookup.RelationshipName))
            throw new OrgException("INVALID_FIELD", $"duplicate field selected: {query.Relationship}");
        var cases = query.Cases.ToDictionary(item => item.Type, item => Fields(item.Type, item.Fields), StringComparer.OrdinalIgnoreCase);
        foreach (var type in lookup.ReferenceTo.Where(type => !cases.ContainsKey(type)))
            cases[type] = query.Otherwise.Count == 0 ? null : Fields(type, [.. query.Otherwise.Where(name => engine.Schema.Find(type)!.Field(name) is not null)]);
        _nodes.Add(new TypeOfNode(lookup.RelationshipName!, lookup, binder, cases));

        SoqlProjection? Fields(string type, IReadOnlyList<string> names)
        {
            if (!lookup.ReferenceTo.Contains(type, StringComparer.OrdinalIgnoreCase) || engine.Schema.Visible(type) is not { } schema)
                throw new OrgException("INVALID_TYPE", $"The relationship '{query.Relationship}' does not lead to '{type}'");

            var own = engine.Binder(schema, null);
            var projection = new SoqlProjection();
            foreach (var name in names)
                projection.Add(own, name, null);
            return projection;
        }
    }

    private void AddChildren(SoqlEngine engine, ObjectSchema parent, SoqlQuery query)
    {
        var (type, lookup) = engine.Schema.Children(parent.Name).FirstOrDefault(item => query.From.Equals(item.Field.ChildRelationshipName, StringComparison.OrdinalIgnoreCase));
        if (type is null || engine.Schema.Visible(type.Name) is null)
        {
            throw new OrgException("INVALID_TYPE", $"Didn't understand relationship '{query.From}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.");
        }

        var binder = engine.Binder(type, query.Alias);
        _nodes.Add(new ChildrenNode(lookup.ChildRelationshipName!, engine, binder, lookup, query, Of(engine, binder, query)));
    }

    private static void WriteRecord(Utf8JsonWriter json, OrgRow row, List<Node> nodes, string version)
    {
        json.WriteStartObject();
        json.WriteStartObject("attributes");
        json.WriteString("type", row.Type);
        json.WriteString("url", $"/services/data/{version}/sobjects/{row.Type}/{row.Id}");
        json.WriteEndObject();
        foreach (var node in nodes)
        {
            json.WritePropertyName(node.Name);
            node.Write(json, row, version);
        }

        json.WriteEndObject();
    }

    private abstract class Node(string name)
    {
        public string Name { get; } = name;

        public abstract void Write(Utf8JsonWriter json, OrgRow row, string version);
    }

    private sealed class FieldNode(string name, FieldSchema field, SoqlBinder binder) : Node(name)
    {
        public override void Write(Utf8JsonWriter json, OrgRow row, string version)
        {
            // Only under a look-up to several objects is the row of another object than the field.
            var own = row.Type == binder.Type.Name ? field : binder.FieldOf(row, field);
            FieldValues.Write(json, own ?? field, own is null ? null : row[own]);
        }
    }

    private sealed class TypeNode(string name) : Node(name)
    {
        public override void Write(Utf8JsonWriter json, OrgRow row, string version) => json.WriteStringValue(row.Type);
    }

    // Of an object that no WHEN names, and without an ELSE, only the attributes are told.
    private sealed class TypeOfNode(string name, FieldSchema lookup, SoqlBinder binder, Dictionary<string, SoqlProjection?> cases) : Node(name)
    {
        public override void Write(Utf8JsonWriter json, OrgRow row, string version)
        {
            if (binder.Parent(row, [lookup]) is { } parent)
                WriteRecord(json, parent, cases.GetValueOrDefault(parent.Type)?._nodes ?? [], version);
            else
                json.WriteNullValue();
        }
    }

    private sealed class ParentNode(string name, FieldSchema lookup, SoqlBinder binder) : Node(name)
    {
        public FieldSchema Lookup { get; } = lookup;

        public List<Node> Nodes { get; } = [];

        public override void Write(Utf8JsonWriter json, OrgRow row, string version)
        {
            if (binder.Parent(row, [Lookup]) is { } parent)
                WriteRecord(json, parent, Nodes, version);
            else
                json.WriteNullValue();
        }
    }

    private sealed class ChildrenNode(string name, SoqlEngine engine, SoqlBinder binder, FieldSchema lookup, SoqlQuery query, SoqlProjection projection) : Node(name)
    {
        public override void Write(Utf8JsonWriter json, OrgRow row, string version)
        {
            var rows = engine.Children(query, binder, lookup, row);
            if (rows.Count == 0)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartObject();
            json.WriteNumber("totalSize", rows.Count);
            json.WriteBoolean("done", true);
            json.WriteStartArray("records");
            foreach (var child in rows)
                projection.Write(json, child, version);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}

/// <summary>A selected field as a flat column.</summary>
internal sealed record SoqlColumnPath(string Name, SoqlOperand<OrgRow> Operand);
