using System.Text.Json;
using System.Text.Json.Serialization;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary>A job, of ingest or of query. What it has done so far becomes durable with the records that it wrote.</summary>
internal sealed class BulkJob
{
    public required string Id { get; init; }
    public required bool IsQuery { get; init; }
    public required string Operation { get; init; }

#pragma warning disable CA1720 // What Salesforce calls it.
    public required string Object { get; init; }
#pragma warning restore CA1720

    public required string Version { get; init; }
    public required string CreatedById { get; init; }
    public required DateTimeOffset CreatedDate { get; init; }
    public string? ExternalIdFieldName { get; init; }
    public string? Client { get; init; }
    public string? Query { get; init; }
    public string ColumnDelimiter { get; init; } = "COMMA";
    public string LineEnding { get; init; } = "LF";
    public string State { get; set; } = "Open";
    public DateTimeOffset SystemModstamp { get; set; }
    public bool HasContent { get; set; }
    public long Processed { get; set; }
    public long Failed { get; set; }
    public string? ErrorMessage { get; set; }

    /// <summary>How far the files of results are right; what a crash left beyond is cut off.</summary>
    public long SuccessfulLength { get; set; }

    public long FailedLength { get; set; }

    [JsonIgnore]
    public bool IsOver => State is "JobComplete" or "Failed" or "Aborted";

    [JsonIgnore]
    public char Delimiter => ColumnDelimiter switch
    {
        "TAB" => '\t',
        "SEMICOLON" => ';',
        "PIPE" => '|',
        "CARET" => '^',
        "BACKQUOTE" => '`',
        _ => ',',
    };

    [JsonIgnore]
    public string LineEnd => LineEnding == "CRLF" ? "\r\n" : "\n";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("operation", Operation);
        json.WriteString("object", Object);
        json.WriteString("createdById", CreatedById);
        json.WriteString("createdDate", FieldValues.ToText(CreatedDate.UtcDateTime));
        json.WriteString("systemModstamp", FieldValues.ToText(SystemModstamp.UtcDateTime));
        json.WriteString("state", State);
        json.WriteString("concurrencyMode", "Parallel");
        json.WriteString("contentType", "CSV");
        json.WritePropertyName("apiVersion");
        json.WriteRawValue(Version.TrimStart('v'));
        json.WriteString("jobType", IsQuery ? "V2Query" : "V2Ingest");
        json.WriteString("lineEnding", LineEnding);
        json.WriteString("columnDelimiter", ColumnDelimiter);
        if (ExternalIdFieldName is not null)
            json.WriteString("externalIdFieldName", ExternalIdFieldName);
        if (!IsQuery && State == "Open")
            json.WriteString("contentUrl", $"services/data/{Version}/jobs/ingest/{Id}/batches");
        json.WriteNumber("numberRecordsProcessed", Processed);
        if (!IsQuery)
            json.WriteNumber("numberRecordsFailed", Failed);
        json.WriteNumber("retries", 0);
        json.WriteNumber("totalProcessingTime", IsOver ? (long)(SystemModstamp - CreatedDate).TotalMilliseconds : 0);
        if (!IsQuery)
        {
            json.WriteNumber("apiActiveProcessingTime", 0);
            json.WriteNumber("apexProcessingTime", 0);
        }

        if (ErrorMessage is not null)
            json.WriteString("errorMessage", ErrorMessage);
        json.WriteEndObject();
    }
}
