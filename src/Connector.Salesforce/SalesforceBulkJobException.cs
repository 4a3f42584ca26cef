using Connector.Salesforce.Bulk;

namespace Connector.Salesforce;

/// <summary>A bulk job did not run to its end: Salesforce failed it, somebody aborted it, or it never got its data.</summary>
public sealed class SalesforceBulkJobException(string message, BulkJob job) : SalesforceException(message)
{
    /// <summary>The job.</summary>
    public BulkJob Job { get; } = job;

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
