using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>Query and queryAll over REST, following <c>nextRecordsUrl</c>.</summary>
internal sealed class QueryClient(SalesforceHttp http) : ISalesforceQuery
{
    public IAsyncEnumerable<SalesforceRecord> QueryAsync(Soql soql, CancellationToken cancellationToken = default) =>
        PagesAsync("query", soql.ToString(), cancellationToken);

    public IAsyncEnumerable<SalesforceRecord> QueryAllAsync(Soql soql, CancellationToken cancellationToken = default) =>
        PagesAsync("queryAll", soql.ToString(), cancellationToken);

    private async IAsyncEnumerable<SalesforceRecord> PagesAsync(string resource, string soql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = $"{http.DataPath}/{resource}?q={Uri.EscapeDataString(soql)}";
        while (next is not null)
        {
            var page = await http.SendAsync(HttpMethod.Get, next, cancellationToken: cancellationToken) as JsonObject;
            if (page?["records"] is not JsonArray records || page["done"] is not JsonValue done)
                throw new SalesforceTransportException("Salesforce answered a query with JSON that is not of the documented form.");

            var rows = records.ToList();
            records.Clear();
            foreach (var row in rows)
                yield return new SalesforceRecord("", (JsonObject)row!);

            next = done.GetValue<bool>() ? null : page["nextRecordsUrl"]?.GetValue<string>()
                ?? throw new SalesforceTransportException("Salesforce said that more rows follow and not where.");
        }
    }
}
