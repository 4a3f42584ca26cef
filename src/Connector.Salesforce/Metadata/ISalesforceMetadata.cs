namespace Connector.Salesforce.Metadata;

/// <summary>
/// What the org is made of. Descriptions are kept in memory and, once older than <see cref="SalesforceOptions.DescribeLifetime"/>, asked for anew
/// with If-Modified-Since, which costs a call but no body. Source: REST API Developer Guide, "sObject Describe", "Describe Global", "Limits".
/// </summary>
public interface ISalesforceMetadata
{
    /// <summary>An object with its fields, as the integration user sees it.</summary>
    /// <exception cref="SalesforceNotFoundException">There is none, or the user does not see it.</exception>
    Task<ObjectDescription> DescribeAsync(string type, CancellationToken cancellationToken = default);

    /// <summary>All objects of the org.</summary>
    Task<IReadOnlyList<ObjectSummary>> DescribeGlobalAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets what is kept, as after a change that must be seen at once.</summary>
    void Forget();

    /// <summary>The org's limits by name, such as <c>DailyApiRequests</c>; accurate within five minutes. Never cached.</summary>
    Task<IReadOnlyDictionary<string, OrgLimit>> GetLimitsAsync(CancellationToken cancellationToken = default);
}
