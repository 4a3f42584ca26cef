namespace Connector.Salesforce;

/// <summary>A conditional update found the record changed since it was read (HTTP 412): nothing was written.</summary>
public sealed class SalesforcePreconditionFailedException(string message) : SalesforceException(message)
{
    /// <inheritdoc/>
    public override bool IsTransient => false;
}
