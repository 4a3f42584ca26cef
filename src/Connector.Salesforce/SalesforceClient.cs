using Connector.Salesforce.Http;
using Connector.Salesforce.Query;
using Connector.Salesforce.RateLimiting;
using Connector.Salesforce.Records;

namespace Connector.Salesforce;

internal sealed class SalesforceClient(SalesforceHttp http) : ISalesforceClient
{
    public ISalesforceRecords Records { get; } = new RecordsClient(http);

    public ISalesforceQuery Query { get; } = new QueryClient(http);

    public ApiUsage? Usage => http.Usage;

    public async Task<Uri> GetInstanceUrlAsync(CancellationToken cancellationToken = default) =>
        (await http.GetTokenAsync(cancellationToken)).InstanceUrl;
}
