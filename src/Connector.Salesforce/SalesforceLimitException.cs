namespace Connector.Salesforce;

/// <summary>A limit of the org is reached (<c>REQUEST_LIMIT_EXCEEDED</c>, or 429).</summary>
public sealed class SalesforceLimitException(string message, bool isDaily)
    : SalesforceException(message)
{
    /// <summary>True for the rolling 24-hour allocation: wait until budget returns. False for too many at once: back off and try again.</summary>
    public bool IsDaily { get; } = isDaily;

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
