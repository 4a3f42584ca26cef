using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Metadata;

/// <summary>Reads describe answers. What is missing reads as false, 0 or null; what makes no sense without is an unreadable answer.</summary>
internal static class DescriptionReader
{
    public static ObjectDescription Object(SalesforceAnswer answer)
    {
        var json = answer.Object;
        if (Summary(json) is not { } summary || json["fields"] is not JsonArray fields)
            throw answer.Unexpected();

        return new ObjectDescription(summary, [.. fields.Select(field => Field(field as JsonObject) ?? throw answer.Unexpected())])
        {
            ChildRelationships = [.. Items(json, "childRelationships")
                .Where(child => child["childSObject"].AsText() is not null && child["field"].AsText() is not null)
                .Select(child => new ChildRelationship(child["childSObject"].AsText()!, child["field"].AsText()!, child["relationshipName"].AsText()))],
            RecordTypes = [.. Items(json, "recordTypeInfos")
                .Where(type => type["recordTypeId"].AsText() is not null)
                .Select(type => new RecordType(
                    type["recordTypeId"].AsText()!, type["name"].AsText() ?? "", type["developerName"].AsText(), Is(type, "available"), Is(type, "defaultRecordTypeMapping")))],
        };
    }

    public static IReadOnlyList<ObjectSummary> Global(SalesforceAnswer answer) =>
        answer.Object["sobjects"] is JsonArray objects
            ? [.. objects.Select(item => Summary(item as JsonObject) ?? throw answer.Unexpected())]
            : throw answer.Unexpected();

    public static IReadOnlyDictionary<string, OrgLimit> Limits(SalesforceAnswer answer)
    {
        var limits = new Dictionary<string, OrgLimit>(StringComparer.Ordinal);
        foreach (var (name, value) in answer.Object)
        {
            if (value is JsonObject limit && limit["Max"].AsNumber() is { } max && limit["Remaining"].AsNumber() is { } remaining)
                limits[name] = new OrgLimit(max, remaining);
        }

        return limits;
    }

    private static ObjectSummary? Summary(JsonObject? json) => json?["name"].AsText() is not { } name ? null : new ObjectSummary(name, json["label"].AsText() ?? name)
    {
        KeyPrefix = json["keyPrefix"].AsText(),
        IsCustom = Is(json, "custom"),
        IsQueryable = Is(json, "queryable"),
        IsCreateable = Is(json, "createable"),
        IsUpdateable = Is(json, "updateable"),
        IsDeletable = Is(json, "deletable"),
    };

    private static FieldDescription? Field(JsonObject? json)
    {
        if (json?["name"].AsText() is not { } name || json["type"].AsText() is not { } type)
            return null;

        return new FieldDescription(name, type)
        {
            Label = json["label"].AsText() ?? name,
            Length = Number(json, "length"),
            Precision = Number(json, "precision"),
            Scale = Number(json, "scale"),
            IsNillable = Is(json, "nillable"),
            IsCreateable = Is(json, "createable"),
            IsUpdateable = Is(json, "updateable"),
            IsExternalId = Is(json, "externalId"),
            IsUnique = Is(json, "unique"),
            IsIdLookup = Is(json, "idLookup"),
            IsDefaultedOnCreate = Is(json, "defaultedOnCreate"),
            IsCalculated = Is(json, "calculated"),
            IsRestrictedPicklist = Is(json, "restrictedPicklist"),
            ReferenceTo = json["referenceTo"].AsTexts(),
            RelationshipName = json["relationshipName"].AsText(),
            PicklistValues = [.. Items(json, "picklistValues")
                .Where(value => value["value"].AsText() is not null)
                .Select(value => new PicklistValue(
                    value["value"].AsText()!, value["label"].AsText() ?? value["value"].AsText()!, value["active"].AsBoolean() ?? true, Is(value, "defaultValue")))],
        };
    }

    private static IEnumerable<JsonObject> Items(JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static bool Is(JsonObject json, string name) => json[name].AsBoolean() == true;

    private static int Number(JsonObject json, string name) => (int)(json[name].AsNumber() ?? 0);
}
