namespace Connector.Salesforce;

/// <summary>An external id stands in several records (HTTP 300): nothing was written.</summary>
public sealed class SalesforceMultipleChoicesException(string message) : SalesforceException(message)
{
    /// <summary>The records that carry it.</summary>
    public IReadOnlyList<SalesforceId> Candidates { get; init; } = [];

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
