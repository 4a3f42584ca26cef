using System.Text.Json;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>What a query's columns are, as <c>columns=true</c> tells them: Salesforce's own command-line tool asks before it shows rows.</summary>
internal static class SoqlColumnMetadata
{
    public static void Write(Utf8JsonWriter json, SoqlEngine engine, SoqlQuery query, ObjectSchema type)
    {
        var columns = Columns(engine, engine.Binder(type, query.Alias), query);
        json.WriteStartObject();
        WriteAll(json, "columnMetadata", columns);
        json.WriteString("entityName", type.Name);
        json.WriteBoolean("groupBy", query.GroupBy.Count > 0);
        json.WriteBoolean("idSelected", columns.Exists(column => column.Field?.Type == FieldType.Id));
        json.WriteString("keyPrefix", type.KeyPrefix);
        json.WriteEndObject();
    }

    private static List<Column> Columns(SoqlEngine engine, SoqlBinder binder, SoqlQuery query)
    {
        var columns = new List<Column>();
        var unnamed = 0;
        foreach (var item in query.Select)
        {
            switch (item)
            {
                case SoqlPath path:
                    Add(columns, binder, path.Path, path.Alias);
                    break;
                case SoqlCall { IsAggregate: false, Function: "TOLABEL" or "FORMAT", Path: { } path } call:
                    Add(columns, binder, path, call.Alias);
                    break;
                case SoqlCall call:
                    columns.Add(new Column(call.Alias ?? $"expr{unnamed++}", $"{call.Function}({call.Path})", null, IsAggregate: true));
                    break;
                case SoqlFieldSet set:
                    foreach (var field in binder.Type.Visible.Where(field => set.Set == "ALL" || field.IsCustom == (set.Set == "CUSTOM")))
                        Add(columns, binder, field.Name, null);
                    break;
                case SoqlTypeOf cases:
                    columns.Add(new Column(cases.Relationship, cases.Relationship, null));
                    break;
                case SoqlChildren children:
                    var (child, lookup) = engine.Schema.Children(binder.Type.Name).First(item => children.Query.From.Equals(item.Field.ChildRelationshipName, StringComparison.OrdinalIgnoreCase));
                    var column = new Column(lookup.ChildRelationshipName!, lookup.ChildRelationshipName!, null, IsAggregate: true);
                    column.Parts.AddRange(Columns(engine, engine.Binder(child, children.Query.Alias), children.Query));
                    columns.Add(column);
                    break;
            }
        }

        return columns;
    }

    // The columns of one parent stand together under its name.
    private static void Add(List<Column> columns, SoqlBinder binder, string path, string? alias)
    {
        var (lookups, owner, name) = binder.Walk(path);
        var field = owner.Field(name);
        foreach (var lookup in lookups)
        {
            var parent = columns.Find(column => column.Name == lookup.RelationshipName && column.Field is null && !column.IsAggregate);
            if (parent is null)
                columns.Add(parent = new Column(lookup.RelationshipName!, lookup.RelationshipName!, null));
            columns = parent.Parts;
        }

        columns.Add(new Column(alias ?? field?.Name ?? name, field?.Name ?? name, field));
    }

    private static void WriteAll(Utf8JsonWriter json, string name, List<Column> columns)
    {
        json.WriteStartArray(name);
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteBoolean("aggregate", column.IsAggregate);
            json.WriteString("apexType", column.Field?.Type.ToString());
            json.WriteBoolean("booleanType", column.Field?.Type == FieldType.Boolean);
            json.WriteString("columnName", column.Name);
            json.WriteBoolean("custom", column.Field?.IsCustom == true);
            json.WriteString("displayName", column.DisplayName);
            json.WriteNull("foreignKeyName");
            json.WriteBoolean("insertable", column.Field is { Createable: true, IsSystem: false });
            WriteAll(json, "joinColumns", column.Parts);
            json.WriteBoolean("numberType", column.Field?.IsNumber == true);
            json.WriteBoolean("textType", column.Field?.IsText == true);
            json.WriteBoolean("updatable", column.Field is { Updateable: true, IsSystem: false });
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record Column(string Name, string DisplayName, FieldSchema? Field, bool IsAggregate = false)
    {
        public List<Column> Parts { get; } = [];
    }
}
