using System.Text.Json;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>The forms that errors take: <c>errorCode</c> in the REST API, <c>statusCode</c> in a collection's results.</summary>
internal static class ErrorJson
{
    public static void Write(Utf8JsonWriter json, OrgError error, string codeName)
    {
        json.WriteStartObject();
        if (codeName == "statusCode")
            json.WriteString(codeName, error.Code);
        json.WriteString("message", error.Message);
        if (codeName == "errorCode")
            json.WriteString(codeName, error.Code);
        if (codeName == "statusCode" || error.Fields.Length > 0 || IsAboutARecord(error.Code))
        {
            json.WriteStartArray("fields");
            foreach (var field in error.Fields)
                json.WriteStringValue(field);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The answer of a duplicate rule; the key is misspelt on the wire.</summary>
    public static void WriteDuplicates(Utf8JsonWriter json, DuplicateMatch match, OrgError error, string dataPath)
    {
        json.WriteStartObject();
        json.WriteStartObject("duplicateResut");
        json.WriteBoolean("allowSave", match.AllowSave);
        json.WriteString("duplicateRule", match.Rule);
        json.WriteString("duplicateRuleEntityType", match.Entity);
        json.WriteString("errorMessage", error.Message);
        json.WriteStartArray("matchResults");
        json.WriteStartObject();
        json.WriteString("entityType", match.Entity);
        json.WriteStartArray("errors");
        json.WriteEndArray();
        json.WriteString("matchEngine", "ExactMatchEngine");
        json.WriteStartArray("matchRecords");
        foreach (var id in match.Ids)
        {
            json.WriteStartObject();
            json.WriteStartArray("additionalInformation");
            json.WriteEndArray();
            json.WriteStartArray("fieldDiffs");
            json.WriteEndArray();
            json.WriteNumber("matchConfidence", 100.0);
            json.WriteStartObject("record");
            json.WriteStartObject("attributes");
            json.WriteString("type", match.Entity);
            json.WriteString("url", $"{dataPath}/sobjects/{match.Entity}/{id}");
            json.WriteEndObject();
            json.WriteString("Id", id);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("rule", match.MatchingRule);
        json.WriteNumber("size", match.Ids.Count);
        json.WriteBoolean("success", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("errorCode", error.Code);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    private static bool IsAboutARecord(string code) => code is "DUPLICATE_VALUE" or "ENTITY_IS_DELETED" or "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        or "FIELD_INTEGRITY_EXCEPTION" or "INSUFFICIENT_ACCESS_OR_READONLY" or "INVALID_CROSS_REFERENCE_KEY" or "UNABLE_TO_LOCK_ROW";
}
