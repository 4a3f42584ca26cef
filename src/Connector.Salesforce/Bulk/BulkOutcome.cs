namespace Connector.Salesforce.Bulk;

/// <summary>What became of a row.</summary>
public enum BulkOutcome
{
    /// <summary>It was written.</summary>
    Succeeded,

    /// <summary>Salesforce refused it.</summary>
    Failed,

    /// <summary>The job ended before its turn: nothing was done with it.</summary>
    Unprocessed,
}
