using System.Runtime.CompilerServices;
using Connector.Salesforce.Composite;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>
/// Query and queryAll over REST, following <c>nextRecordsUrl</c> one page ahead of the reader. What no URL can carry goes in the body of a composite call.
/// </summary>
internal sealed class QueryClient(SalesforceHttp http) : ISalesforceQuery
{
    /// <summary>Salesforce takes 16,384 bytes of URL and headers together; the token's header is most of the rest.</summary>
    public const int LongestPath = 14_000;

    /// <summary>Source: SOQL and SOSL Reference, "SOQL statement length".</summary>
    public const int LongestQuery = 100_000;

    private readonly ComposedQueries _composed = new(http);
    private readonly ChangeWindow _changes = new(http);

    public IAsyncEnumerable<SalesforceRecord> QueryAsync(Soql soql, CancellationToken cancellationToken = default) =>
        RowsAsync("query", soql.ToString(), cancellationToken);

    public IAsyncEnumerable<SalesforceRecord> QueryAllAsync(Soql soql, CancellationToken cancellationToken = default) =>
        RowsAsync("queryAll", soql.ToString(), cancellationToken);

    public async IAsyncEnumerable<SalesforceRecord> QueryManyAsync(
        IReadOnlyList<Soql> queries, bool includeDeleted = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var resource = includeDeleted ? "queryAll" : "query";
        foreach (var together in queries.Select(query => Path(resource, query.ToString())).Chunk(CompositeRequest.MaxQueries))
        {
            IReadOnlyList<QueryPage> pages = together is [{ Length: <= LongestPath } only]
                ? [await PageAsync(resource, only, cancellationToken)]
                : await _composed.PagesAsync(resource, together, cancellationToken);
            foreach (var first in pages)
            {
                foreach (var row in first.Rows)
                    yield return row;
                if (first.Next is not { } next)
                    continue;
                await foreach (var row in RowsAsync(resource, token => PageAsync(resource, next, token), cancellationToken))
                    yield return row;
            }
        }
    }

    public async Task<long> CountAsync(Soql soql, CancellationToken cancellationToken = default)
    {
        var path = Path("query", soql.ToString());
        if (path.Length > LongestPath)
            return (await _composed.PagesAsync("query", [path], cancellationToken))[0].TotalSize;

        var answer = await http.SendAsync(Call("query", path), cancellationToken);
        return answer.Object["totalSize"].AsNumber() ?? throw answer.Unexpected();
    }

    public Task<UpdatedRecords> GetUpdatedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        _changes.UpdatedAsync(type, since, until, cancellationToken);

    public Task<DeletedRecords> GetDeletedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        _changes.DeletedAsync(type, since, until, cancellationToken);

    private IAsyncEnumerable<SalesforceRecord> RowsAsync(string resource, string soql, CancellationToken cancellationToken)
    {
        var path = Path(resource, soql);
        return RowsAsync(resource, path.Length <= LongestPath
            ? token => PageAsync(resource, path, token)
            : async token => (await _composed.PagesAsync(resource, [path], token))[0], cancellationToken);
    }

    private async IAsyncEnumerable<SalesforceRecord> RowsAsync(
        string resource, Func<CancellationToken, Task<QueryPage>> first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Leaving the loop early ends the fetch that runs ahead.
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = first(reading.Token);
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

    private async Task<QueryPage> PageAsync(string resource, string path, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Call(resource, path), cancellationToken);
        return QueryPage.Read(answer, answer.Object);
    }

    private string Path(string resource, string soql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(soql);
        return soql.Length <= LongestQuery ? $"{http.DataPath}/{resource}?q={Uri.EscapeDataString(soql)}" : throw new ArgumentException(
            $"The query is {soql.Length} characters long, and Salesforce takes {LongestQuery}: ask for a part of the list at a time, or by a bulk query.", nameof(soql));
    }

    private SalesforceCall Call(string resource, string path) => new(resource == "query" ? "query" : "query_all", HttpMethod.Get, path)
    {
        Headers = http.Settings.QueryPageSize is { } size ? [new("Sforce-Query-Options", $"batchSize={size}")] : [],
    };
}
