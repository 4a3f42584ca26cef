namespace Connector.Salesforce.Composite;

/// <summary>One subrequest as it will be sent.</summary>
/// <param name="ReferenceId">Its name.</param>
/// <param name="Method">Its HTTP method.</param>
/// <param name="Path">Its path below the API version's.</param>
/// <param name="Record">Its body.</param>
/// <param name="Without">The field that stands in the path and must not stand in the body.</param>
internal sealed record CompositeSubrequest(string ReferenceId, HttpMethod Method, string Path, SalesforceRecord? Record, string? Without)
{
    public bool IsQuery => Path.StartsWith("/query", StringComparison.Ordinal);
}
