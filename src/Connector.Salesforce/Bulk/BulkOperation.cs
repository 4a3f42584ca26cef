namespace Connector.Salesforce.Bulk;

/// <summary>What an ingest job does with its rows.</summary>
public enum BulkOperation
{
    /// <summary>Creates.</summary>
    Insert,

    /// <summary>Updates by Id.</summary>
    Update,

    /// <summary>Creates or updates by external id.</summary>
    Upsert,

    /// <summary>Deletes by Id.</summary>
    Delete,

    /// <summary>Deletes by Id, past the recycle bin; needs the permission "Bulk API Hard Delete".</summary>
    HardDelete,
}
