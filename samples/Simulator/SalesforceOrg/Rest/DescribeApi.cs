using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>What objects there are, and what they are like. Answers 304 where nothing changed since the caller's copy.</summary>
internal sealed class DescribeApi(OrgData data)
{
    public RestResponse Global(RestRequest request) => Revalidated(request, json =>
    {
        json.WriteStartObject();
        json.WriteString("encoding", "UTF-8");
        json.WriteNumber("maxBatchSize", 200);
        json.WriteStartArray("sobjects");
        foreach (var type in data.Schema.Objects.Where(type => !data.Schema.Hidden.Contains(type.Name)))
        {
            json.WriteStartObject();
            WriteObject(json, request, type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static RestResponse Basic(RestRequest request, ObjectSchema type) => RestResponse.Ok(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("objectDescribe");
        WriteObject(json, request, type);
        json.WriteEndObject();
        json.WriteStartArray("recentItems");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public RestResponse Full(RestRequest request, ObjectSchema type) => Revalidated(request, json =>
    {
        json.WriteStartObject();
        WriteObject(json, request, type);
        json.WriteStartArray("fields");
        foreach (var field in type.Visible)
            DescribeField.Write(json, field);
        json.WriteEndArray();
        json.WriteStartArray("childRelationships");
        foreach (var (child, field) in data.Schema.Children(type.Name).Where(item => !data.Schema.Hidden.Contains(item.Child.Name)))
        {
            json.WriteStartObject();
            json.WriteBoolean("cascadeDelete", field.CascadeDelete);
            json.WriteString("childSObject", child.Name);
            json.WriteBoolean("deprecatedAndHidden", false);
            json.WriteString("field", field.Name);
            json.WriteStartArray("junctionIdListNames");
            json.WriteEndArray();
            json.WriteStartArray("junctionReferenceTo");
            json.WriteEndArray();
            json.WriteString("relationshipName", field.ChildRelationshipName);
            json.WriteBoolean("restrictedDelete", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("recordTypeInfos");
        json.WriteStartObject();
        json.WriteBoolean("active", true);
        json.WriteBoolean("available", true);
        json.WriteBoolean("defaultRecordTypeMapping", true);
        json.WriteString("developerName", "Master");
        json.WriteBoolean("master", true);
        json.WriteString("name", "Master");
        json.WriteString("recordTypeId", "012000000000000AAA");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("supportedScopes");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private RestResponse Revalidated(RestRequest request, Action<Utf8JsonWriter> write)
    {
        // HTTP dates have no fraction of a second.
        var changed = DateTimeOffset.FromUnixTimeSeconds(data.Schema.ChangedAt.ToUnixTimeSeconds() + (data.Schema.ChangedAt.Millisecond > 0 ? 1 : 0));
        if (DateTimeOffset.TryParse(request.Header("If-Modified-Since"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) && since >= changed)
            return RestResponse.NotModified();

        var response = RestResponse.Ok(write);
        response.Headers["Last-Modified"] = changed.ToString("R", CultureInfo.InvariantCulture);
        return response;
    }

    private static void WriteObject(Utf8JsonWriter json, RestRequest request, ObjectSchema type)
    {
        json.WriteBoolean("activateable", false);
        json.WriteBoolean("createable", type.Visible.Any(field => field.Createable));
        json.WriteBoolean("custom", type.Name.EndsWith("__c", StringComparison.Ordinal));
        json.WriteBoolean("customSetting", false);
        json.WriteBoolean("deepCloneable", false);
        json.WriteBoolean("deletable", type.IsDeletable);
        json.WriteBoolean("deprecatedAndHidden", false);
        json.WriteBoolean("feedEnabled", false);
        json.WriteBoolean("hasSubtypes", false);
        json.WriteBoolean("isInterface", false);
        json.WriteBoolean("isSubtype", false);
        json.WriteString("keyPrefix", type.KeyPrefix);
        json.WriteString("label", type.Label);
        json.WriteString("labelPlural", type.LabelPlural);
        json.WriteBoolean("layoutable", true);
        json.WriteBoolean("mergeable", SystemFields.IsMergeable(type.Name));
        json.WriteBoolean("mruEnabled", true);
        json.WriteString("name", type.Name);
        json.WriteBoolean("queryable", true);
        json.WriteBoolean("replicateable", true);
        json.WriteBoolean("retrieveable", true);
        json.WriteBoolean("searchable", true);
        json.WriteBoolean("triggerable", true);
        json.WriteBoolean("undeletable", type.IsDeletable);
        json.WriteBoolean("updateable", type.Visible.Any(field => field.Updateable));
        json.WriteStartObject("urls");
        json.WriteString("sobject", $"{request.DataPath}/sobjects/{type.Name}");
        json.WriteString("describe", $"{request.DataPath}/sobjects/{type.Name}/describe");
        json.WriteString("rowTemplate", $"{request.DataPath}/sobjects/{type.Name}/{{ID}}");
        json.WriteEndObject();
    }
}
