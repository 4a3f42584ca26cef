using System.Text.Json;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>A field as describe shows it.</summary>
internal static class DescribeField
{
    public static void Write(Utf8JsonWriter json, FieldSchema field)
    {
        var isId = field.Ordinal == SystemFields.Id;
        json.WriteStartObject();
        json.WriteBoolean("aggregatable", field.IsFilterable);
        json.WriteBoolean("aiPredictionField", false);
        json.WriteBoolean("autoNumber", false);
        json.WriteNumber("byteLength", field.Type is FieldType.Id or FieldType.Reference ? 18 : field.Length * 3);
        json.WriteBoolean("calculated", field.Calculated is not null && field.IsCustom);
        json.WriteBoolean("caseSensitive", false);
        json.WriteBoolean("createable", field.Createable);
        json.WriteBoolean("custom", field.IsCustom);
        json.WriteBoolean("defaultedOnCreate", field.Default is not null || field.Type == FieldType.Boolean || isId || (field.IsSystem && !field.Nillable));
        json.WriteBoolean("deprecatedAndHidden", false);
        json.WriteNumber("digits", field.Type == FieldType.Int ? Math.Min(field.Precision, 9) : 0);
        json.WriteBoolean("externalId", field.ExternalId);
        json.WriteBoolean("filterable", field.IsFilterable);
        json.WriteBoolean("groupable", field.IsFilterable && field.Type is not (FieldType.DateTime or FieldType.Double or FieldType.Currency or FieldType.Percent));
        json.WriteBoolean("idLookup", isId || field.ExternalId || field.Type == FieldType.Email || (field.Unique && !field.IsCustom));
        json.WriteString("label", field.Label);
        json.WriteNumber("length", field.IsText || field.Type is FieldType.Id or FieldType.Reference or FieldType.Picklist or FieldType.MultiPicklist ? field.Length : 0);
        json.WriteString("name", field.Name);
        json.WriteBoolean("nameField", field.Name == "Name");
        json.WriteBoolean("nillable", field.Nillable && field.Type != FieldType.Boolean);
        json.WriteBoolean("permissionable", field.Nillable && !field.IsSystem);
        WritePicklist(json, field);
        json.WriteBoolean("polymorphicForeignKey", field.ReferenceTo.Count > 1);
        json.WriteNumber("precision", field.Type is FieldType.Double or FieldType.Currency or FieldType.Percent ? field.Precision : 0);
        json.WriteStartArray("referenceTo");
        foreach (var target in field.ReferenceTo)
            json.WriteStringValue(target);
        json.WriteEndArray();
        json.WriteString("relationshipName", field.RelationshipName);
        json.WriteBoolean("restrictedDelete", false);
        json.WriteBoolean("restrictedPicklist", field.RestrictedPicklist);
        json.WriteNumber("scale", field.Type is FieldType.Double or FieldType.Currency or FieldType.Percent ? field.Scale : 0);
        json.WriteString("soapType", SoapType(field));
        json.WriteBoolean("sortable", field.IsFilterable && field.Type != FieldType.MultiPicklist);
        json.WriteString("type", TypeName(field.Type));
        json.WriteBoolean("unique", field.Unique);
        json.WriteBoolean("updateable", field.Updateable);
        json.WriteEndObject();
    }

    private static void WritePicklist(Utf8JsonWriter json, FieldSchema field)
    {
        json.WriteStartArray("picklistValues");
        foreach (var value in field.Picklist)
        {
            json.WriteStartObject();
            json.WriteBoolean("active", value.Active);
            json.WriteBoolean("defaultValue", value.IsDefault);
            json.WriteString("label", value.Value);
            json.WriteNull("validFor");
            json.WriteString("value", value.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string TypeName(FieldType type) => type switch
    {
        FieldType.Id => "id",
        FieldType.TextArea => "textarea",
        FieldType.MultiPicklist => "multipicklist",
        FieldType.DateTime => "datetime",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static string SoapType(FieldSchema field) => field.Type switch
    {
        FieldType.Id or FieldType.Reference => "tns:ID",
        FieldType.Boolean => "xsd:boolean",
        FieldType.Int => "xsd:int",
        FieldType.Double or FieldType.Currency or FieldType.Percent => "xsd:double",
        FieldType.Date => "xsd:date",
        FieldType.DateTime => "xsd:dateTime",
        _ => "xsd:string",
    };
}
