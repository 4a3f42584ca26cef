namespace Connector.Salesforce;

/// <summary>A duplicate rule stopped the write (<c>DUPLICATES_DETECTED</c>).</summary>
public sealed class SalesforceDuplicatesException(string message) : SalesforceException(message)
{
    /// <summary>The records that the rule matched.</summary>
    public IReadOnlyList<SalesforceId> Duplicates => Errors.Count > 0 ? Errors[0].Duplicates : [];

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
