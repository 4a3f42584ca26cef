using Connector.Salesforce.Http;

namespace Connector.Salesforce.Metadata;

internal sealed class MetadataClient(SalesforceHttp http, MetadataCache cache) : ISalesforceMetadata
{
    public Task<ObjectDescription> DescribeAsync(string type, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        var call = new SalesforceCall("describe", HttpMethod.Get, $"{http.DataPath}/sobjects/{Uri.EscapeDataString(type)}/describe") { Object = type };
        return cache.GetAsync(type, http, call, DescriptionReader.Object, cancellationToken);
    }

    public Task<IReadOnlyList<ObjectSummary>> DescribeGlobalAsync(CancellationToken cancellationToken = default) =>
        cache.GetAsync("", http, new SalesforceCall("describe_global", HttpMethod.Get, $"{http.DataPath}/sobjects/"), DescriptionReader.Global, cancellationToken);

    public void Forget() => cache.Clear();

    public async Task<IReadOnlyDictionary<string, OrgLimit>> GetLimitsAsync(CancellationToken cancellationToken = default) =>
        DescriptionReader.Limits(await http.SendAsync(new SalesforceCall("limits", HttpMethod.Get, $"{http.DataPath}/limits"), cancellationToken));
}
