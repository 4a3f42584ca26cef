namespace Connector.Salesforce.Bulk;

/// <summary>Where a job stands.</summary>
public enum BulkJobState
{
    /// <summary>Something this version does not know; it is waited on.</summary>
    Unknown,

    /// <summary>It takes data and does nothing yet.</summary>
    Open,

    /// <summary>It has its data and waits.</summary>
    UploadComplete,

    /// <summary>It is being worked on.</summary>
    InProgress,

    /// <summary>It was aborted.</summary>
    Aborted,

    /// <summary>Every row has its outcome.</summary>
    JobComplete,

    /// <summary>Salesforce gave it up.</summary>
    Failed,
}
