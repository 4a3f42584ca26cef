namespace Connector.Salesforce.Composite;

/// <summary>
/// Several calls in one, where a later one may use what an earlier one gave. One call of the org's allocation.
/// Source: REST API Developer Guide, "Composite".
/// </summary>
public interface ISalesforceComposite
{
    /// <summary>Sends the subrequests; results in their order. A failed subrequest is a result; a failed call is a <see cref="SalesforceException"/>.</summary>
    /// <exception cref="ArgumentException">There are none, or too many.</exception>
    Task<IReadOnlyList<CompositeResult>> SendAsync(CompositeRequest request, CancellationToken cancellationToken = default);
}
