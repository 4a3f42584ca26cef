namespace Connector.Salesforce.Bulk;

/// <summary>The two kinds of bulk job.</summary>
public enum BulkJobKind
{
    /// <summary>Writes.</summary>
    Ingest,

    /// <summary>Reads.</summary>
    Query,
}
