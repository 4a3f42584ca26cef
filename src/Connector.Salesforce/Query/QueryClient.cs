using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>Query and queryAll over REST, following <c>nextRecordsUrl</c> one page ahead of the reader.</summary>
internal sealed class QueryClient(SalesforceHttp http) : ISalesforceQuery
{
    /// <summary>Salesforce takes 16,384 bytes of URL and headers together; the token's header is most of the rest.</summary>
    public const int LongestPath = 14_000;

    private readonly ChangeWindow _changes = new(http);

    public IAsyncEnumerable<SalesforceRecord> QueryAsync(Soql soql, CancellationToken cancellationToken = default) =>
        RowsAsync("query", soql.ToString(), cancellationToken);

    public IAsyncEnumerable<SalesforceRecord> QueryAllAsync(Soql soql, CancellationToken cancellationToken = default) =>
        RowsAsync("queryAll", soql.ToString(), cancellationToken);

    public async Task<long> CountAsync(Soql soql, CancellationToken cancellationToken = default)
    {
        var answer = await http.SendAsync(Call("query", First("query", soql.ToString())), cancellationToken);
        return answer.Object["totalSize"].AsNumber() ?? throw answer.Unexpected();
    }

    public Task<UpdatedRecords> GetUpdatedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        _changes.UpdatedAsync(type, since, until, cancellationToken);

    public Task<DeletedRecords> GetDeletedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        _changes.DeletedAsync(type, since, until, cancellationToken);

    private async IAsyncEnumerable<SalesforceRecord> RowsAsync(string resource, string soql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Leaving the loop early ends the fetch that runs ahead.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = PageAsync(resource, First(resource, soql), reading.Token);
        try
        {
            while (true)
            {
                var page = await next;
                if (page.Next is { } more)
                    next = PageAsync(resource, more, reading.Token);
                foreach (var row in page.Rows)
                    yield return row;
                if (page.Next is null)
                    yield break;
            }
        }
        finally
        {
            await reading.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<Page> PageAsync(string resource, string path, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Call(resource, path), cancellationToken);
        var body = answer.Object;
        if (body["records"] is not JsonArray records || body["done"].AsBoolean() is not { } done)
            throw answer.Unexpected();

        var rows = records.ToList();
        records.Clear();
        var next = done ? null : body["nextRecordsUrl"].AsText() ?? throw answer.Unexpected();

        // The path alone is followed, on the host that the token is good for.
        if (next is not null && !next.StartsWith("/services/data/", StringComparison.Ordinal))
            throw answer.Unexpected();
        return new Page([.. rows.Select(row => row is JsonObject fields ? new SalesforceRecord("", fields) : throw answer.Unexpected())], next);
    }

    private string First(string resource, string soql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(soql);
        var path = $"{http.DataPath}/{resource}?q={Uri.EscapeDataString(soql)}";
        return path.Length <= LongestPath ? path : throw new ArgumentException(
            $"The query takes {path.Length} characters in a URL, and Salesforce takes {LongestPath}: ask for a part of the list at a time, or by a bulk query.", nameof(soql));
    }

    private SalesforceCall Call(string resource, string path) => new(resource == "query" ? "query" : "query_all", HttpMethod.Get, path)
    {
        Headers = http.Settings.QueryPageSize is { } size ? [new("Sforce-Query-Options", $"batchSize={size}")] : [],
    };

    private sealed record Page(IReadOnlyList<SalesforceRecord> Rows, string? Next);
}
