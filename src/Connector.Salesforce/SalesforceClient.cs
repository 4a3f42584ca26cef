using Connector.Salesforce.Authentication;
using Connector.Salesforce.Bulk;
using Connector.Salesforce.Composite;
using Connector.Salesforce.Http;
using Connector.Salesforce.Metadata;
using Connector.Salesforce.Query;
using Connector.Salesforce.RateLimiting;
using Connector.Salesforce.Records;

namespace Connector.Salesforce;

internal sealed class SalesforceClient(SalesforceHttp http, MetadataCache metadata) : ISalesforceClient
{
    public ISalesforceRecords Records { get; } = new RecordsClient(http);

    public ISalesforceQuery Query { get; } = new QueryClient(http);

    public ISalesforceComposite Composite { get; } = new CompositeClient(http);

    public ISalesforceBulk Bulk { get; } = new BulkClient(http);

    public ISalesforceMetadata Metadata { get; } = new MetadataClient(http, metadata);

    public ISalesforceTokens Tokens => http.Tokens;

    public ApiUsage? Usage => http.Usage;

    public Task<IReadOnlyList<SaveResult>> UpsertAsync(IReadOnlyList<SalesforceRecord> records, string externalIdField, CancellationToken cancellationToken = default) =>
        new UpsertRouting(http, Records, Bulk).UpsertAsync(records, externalIdField, cancellationToken);

    public ISalesforceClient WithSettings(CallSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.QueryPageSize is < 200 or > 2000)
            throw new ArgumentOutOfRangeException(nameof(settings), settings.QueryPageSize, "Salesforce takes query pages of 200 to 2,000 rows.");

        return new SalesforceClient(http.With(settings), metadata);
    }

    public async Task<Uri> GetInstanceUrlAsync(CancellationToken cancellationToken = default) =>
        (await http.Tokens.GetAsync(cancellationToken)).InstanceUrl;
}
