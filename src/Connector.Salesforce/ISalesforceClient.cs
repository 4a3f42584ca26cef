using Connector.Salesforce.Authentication;
using Connector.Salesforce.Bulk;
using Connector.Salesforce.Composite;
using Connector.Salesforce.Metadata;
using Connector.Salesforce.Query;
using Connector.Salesforce.RateLimiting;
using Connector.Salesforce.Records;

namespace Connector.Salesforce;

/// <summary>One org. Safe for use by any number of threads; an interface so that a consumer's unit test can stand in for an org.</summary>
public interface ISalesforceClient
{
    /// <summary>Reads and writes records.</summary>
    ISalesforceRecords Records { get; }

    /// <summary>Runs SOQL.</summary>
    ISalesforceQuery Query { get; }

    /// <summary>Sends several calls in one.</summary>
    ISalesforceComposite Composite { get; }

    /// <summary>Writes and reads any number of records as streams.</summary>
    ISalesforceBulk Bulk { get; }

    /// <summary>Describes the org: objects, fields, limits.</summary>
    ISalesforceMetadata Metadata { get; }

    /// <summary>The org's tokens, for transports beside REST.</summary>
    ISalesforceTokens Tokens { get; }

    /// <summary>
    /// Creates or updates any number of records of one object by the external id that stands in each, by the way that takes the fewest calls: one by REST,
    /// up to 2,000 by Collections of 200, more by a bulk job. Results by index; a refused record is a result.
    /// </summary>
    /// <exception cref="SalesforcePartialBatchException">A call failed after others had done their part.</exception>
    Task<IReadOnlyList<SaveResult>> UpsertAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken = default);

    /// <summary>The same org with other settings for its calls: priority, duplicate rule, all or none. Cheap; tokens, permits and connections are shared.</summary>
    ISalesforceClient WithSettings(CallSettings settings);

    /// <summary>The org's API usage as last told by an answer; null before the first.</summary>
    ApiUsage? Usage { get; }

    /// <summary>Where the org's records are seen by people, such as <c>https://example.my.salesforce.com</c>; asks for a token if there is none yet.</summary>
    Task<Uri> GetInstanceUrlAsync(CancellationToken cancellationToken = default);
}
