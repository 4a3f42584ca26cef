using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>Finds what the paths of a query mean: fields of the object, and of its parents up to five steps away.</summary>
internal sealed class SoqlBinder(OrgData data, ObjectSchema type, string? alias)
{
    private const int MaxParents = 5;

    public ObjectSchema Type => type;

    public static ObjectSchema Object(OrgData data, string name) =>
        data.Schema.Visible(name) ?? throw new OrgException("INVALID_TYPE",
            $"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.");

    public SoqlOperand<OrgRow> Bind(SoqlItem item) => item switch
    {
        SoqlPath path => Bind(path.Path),
        SoqlCall { Function: "TOLABEL" or "FORMAT", Path: { } path } => Bind(path),
        SoqlCall { IsAggregate: false, Path: { } path } call => SoqlDateParts.Of(call.Function, Bind(path)),
        SoqlCall call => throw SoqlLexer.Malformed($"Grouped field should not be aggregated: {call.Function}({call.Path})"),
        _ => throw SoqlLexer.Malformed("unexpected token: '('"),
    };

    public SoqlOperand<OrgRow> Bind(string path)
    {
        var (lookups, owner, name) = Walk(path);
        if (IsTypeOfParent(lookups, name))
            return new SoqlOperand<OrgRow>(TypeField, row => Parent(row, lookups)?.Type);

        var field = owner.Field(name) ?? throw NoSuchColumn(owner, name);
        if (lookups.Count == 0)
            return new SoqlOperand<OrgRow>(field, row => row[field]);

        // A look-up to several objects leads to whichever the id belongs to.
        return new SoqlOperand<OrgRow>(field, row => Parent(row, lookups) is { } parent && FieldOf(parent, field) is { } own ? parent[own] : null);
    }

    /// <summary>The steps of a path to its object, and the last name.</summary>
    public (IReadOnlyList<FieldSchema> Lookups, ObjectSchema Owner, string Name) Walk(string path)
    {
        var parts = path.Split('.');
        var from = parts.Length > 1 && (parts[0].Equals(alias, StringComparison.OrdinalIgnoreCase)
            || (parts[0].Equals(type.Name, StringComparison.OrdinalIgnoreCase) && type.Relationship(parts[0]) is null)) ? 1 : 0;
        if (parts.Length - from - 1 > MaxParents)
            throw SoqlLexer.Malformed($"Only {MaxParents} levels of parent relationships are allowed: {path}");

        var lookups = new List<FieldSchema>();
        var owner = type;
        for (var at = from; at < parts.Length - 1; at++)
        {
            var lookup = owner.Relationship(parts[at]) ?? throw new OrgException("INVALID_FIELD",
                $"Didn't understand relationship '{parts[at]}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.");
            lookups.Add(lookup);
            owner = Object(data, lookup.ReferenceTo[0]);
        }

        return (lookups, owner, parts[^1]);
    }

    public OrgRow? Parent(OrgRow row, IEnumerable<FieldSchema> lookups)
    {
        var current = row;
        foreach (var lookup in lookups)
        {
            if (current[lookup] is not string id || data.Schema.ByPrefix(id) is not { } parent || (current = data.Table(parent).Find(id)) is null)
                return null;
        }

        return current;
    }

    /// <summary>Which object it is, as <c>What.Type</c> tells where a look-up leads to several.</summary>
    public static FieldSchema TypeField { get; } = new("Type", FieldType.String) { Createable = false, Updateable = false };

    /// <summary>True for the Type of a parent that may be of several objects; their own fields of that name are hidden by it.</summary>
    public static bool IsTypeOfParent(IReadOnlyList<FieldSchema> lookups, string name) =>
        lookups is [.., { ReferenceTo.Count: > 1 }] && name.Equals(TypeField.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The field of the same name in the object that the row really is.</summary>
    public FieldSchema? FieldOf(OrgRow row, FieldSchema field) =>
        data.Schema.Find(row.Type)!.Field(field.Name);

    public static OrgException NoSuchColumn(ObjectSchema owner, string name) => new("INVALID_FIELD",
        $"No such column '{name}' on entity '{owner.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");
}
