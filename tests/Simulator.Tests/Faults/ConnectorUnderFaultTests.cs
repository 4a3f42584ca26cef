using Connector.Salesforce;
using Connector.Salesforce.Bulk;
using Microsoft.Extensions.DependencyInjection;
using Simulator.Faults;
using Simulator.Tests.SalesforceOrg;

namespace Simulator.Tests.Faults;

/// <summary>
/// Every kind of fault at every call of every operation of the connector: it ends well or with a typed exception, no row is made twice or told twice,
/// and where the exception says that nothing was done, nothing was.
/// </summary>
public sealed class ConnectorUnderFaultTests : IAsyncLifetime
{
    private const int Rows = 3;
    private const int Calls = 6;

    private static readonly FaultRule[] Kinds =
    [
        new() { Kind = FaultKind.ResetBefore }, new() { Kind = FaultKind.ResetAfter }, new() { Kind = FaultKind.Truncated }, new() { Kind = FaultKind.Html }, new() { Kind = FaultKind.Redirect },
        new() { Kind = FaultKind.Error, Status = 502 }, new() { Kind = FaultKind.Error, Status = 429 }, new() { Kind = FaultKind.Error, Code = "SERVER_UNAVAILABLE" },
        new() { Kind = FaultKind.Error, Code = "UNKNOWN_EXCEPTION" }, new() { Kind = FaultKind.Error, Code = "UNABLE_TO_LOCK_ROW" }, new() { Kind = FaultKind.Error, Code = "REQUEST_LIMIT_EXCEEDED" },
        new() { Kind = FaultKind.Error, Code = "INVALID_SESSION_ID" }, new() { Kind = FaultKind.Error, Code = "FIELD_CUSTOM_VALIDATION_EXCEPTION" },
    ];

    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync(configure: options => options.ConsumerSecret = "secret");

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    public static TheoryData<string> Operations => ["create", "upsert", "create many", "upsert many", "composite", "bulk insert", "bulk upsert"];

    public static TheoryData<string> Reads => ["query", "bulk query", "retrieve", "describe", "updated"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Write_under_a_fault_makes_each_row_once_or_says_that_it_does_not_know(string operation)
    {
        var (cases, ended) = (0, 0);
        foreach (var kind in Kinds)
        {
            foreach (var (skip, count) in Places())
            {
                var run = $"{operation} {++cases}";
                var rule = _org.Faults.Add(kind with { Path = "/services/data/*", Skip = skip, Count = count });
                await using var services = Services();
                var (failure, told) = (null as SalesforceException, 0);
                try
                {
                    told = await WriteAsync(services.GetRequiredService<ISalesforceClient>(), operation, run);
                }
                catch (SalesforceException exception)
                {
                    failure = exception;
                }

                _org.Faults.Remove(rule.Id);
                var made = (await _org.QueryAsync($"SELECT COUNT() FROM Contact WHERE LastName LIKE '{run}-%'")).Json.GetProperty("totalSize").GetInt32();
                var wanted = operation is "create" or "upsert" ? 1 : Rows;
                var what = $"{run}: {kind.Kind} {kind.Code}{kind.Status} at call {skip}, {count} times, told {told}, failure {failure?.Message}";
                made.Should().BeLessThanOrEqualTo(wanted, what);
                if (failure is null)
                    (told, made).Should().Be((wanted, wanted), what);
                else if (!failure.MayHaveExecuted)
                    made.Should().Be(0, what);
                ended += failure is null ? 1 : 0;
            }
        }

        ended.Should().BeInRange(1, cases - 1, "some faults pass, and some end the call");
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_under_a_fault_gives_each_row_once_or_fails(string operation)
    {
        for (var row = 0; row < Rows; row++)
            await _org.CreateAsync("Contact", new { LastName = $"Read-{row}" });
        var ended = 0;
        foreach (var kind in Kinds)
        {
            foreach (var (skip, count) in Places())
            {
                var rule = _org.Faults.Add(kind with { Path = "/services/data/*", Skip = skip, Count = count });
                await using var services = Services();
                try
                {
                    (await ReadAsync(services.GetRequiredService<ISalesforceClient>(), operation)).Should().Be(Rows, $"{kind.Kind} {kind.Code}{kind.Status} at call {skip}, {count} times");
                    ended++;
                }
                catch (SalesforceException exception)
                {
                    exception.MayHaveExecuted.Should().Be(operation == "bulk query" && exception.MayHaveExecuted, "a read changes nothing");
                }

                _org.Faults.Remove(rule.Id);
            }
        }

        ended.Should().BePositive();
    }

    private static IEnumerable<(int Skip, int Count)> Places() => Enumerable.Range(0, Calls).Select(skip => (skip, 1)).Append((0, 2)).Append((0, 9));

    private ServiceProvider Services() => new ServiceCollection().AddSalesforceConnector(options =>
    {
        options.LoginUrl = _org.Host.Address;
        options.ClientId = Simulator.SalesforceOrg.SalesforceOrgOptions.DefaultConsumerKey;
        options.ClientSecret = "secret";
        options.RetryDelay = TimeSpan.Zero;
        options.MaxRetries = 3;
    }).Services.BuildServiceProvider();

    // How many rows it tells of as made.
    private static async Task<int> WriteAsync(ISalesforceClient client, string operation, string run)
    {
        var records = Enumerable.Range(0, Rows).Select(row => new SalesforceRecord("Contact") { ["LastName"] = $"{run}-{row}", ["Portal_Id__c"] = $"{run}-{row}" }).ToList();
        var polling = new BulkPolling { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(20) };
        switch (operation)
        {
            case "create":
                return (await client.Records.CreateAsync(records[0])).Success ? 1 : 0;
            case "upsert":
                return (await client.Records.UpsertAsync(records[0], "Portal_Id__c", $"{run}-0")).Success ? 1 : 0;
            case "create many":
                return Told(await client.Records.CreateManyAsync(records));
            case "upsert many":
                return Told(await client.UpsertAsync(records, "Portal_Id__c"));
            case "composite":
                var request = new Connector.Salesforce.Composite.CompositeRequest { AllOrNone = true };
                for (var row = 0; row < Rows; row++)
                    request.Create($"r{row}", records[row]);
                var parts = await client.Composite.SendAsync(request);
                return parts.All(part => part.Success) ? parts.Count : throw new SalesforceException(parts.First(part => !part.Success).Errors[0].Code);
            default:
                var ingest = operation == "bulk insert"
                    ? new BulkIngest("Contact", BulkOperation.Insert) { Polling = polling }
                    : new BulkIngest("Contact", BulkOperation.Upsert) { ExternalIdField = "Portal_Id__c", Polling = polling };
                var results = await client.Bulk.IngestAsync(ingest, records.ToAsyncEnumerable()).ToListAsync();
                results.Select(result => result.Index).Should().OnlyHaveUniqueItems();
                return results.Count(result => result.Outcome == BulkOutcome.Succeeded);
        }
    }

    // A row that was refused is a result, and its call is none that failed.
    private static int Told(IReadOnlyList<SaveResult> results)
    {
        results.Should().HaveCount(Rows);
        if (results.FirstOrDefault(result => !result.Success) is { } refused)
            throw new SalesforceException(refused.Errors[0].Code);
        return results.Count;
    }

    private static async Task<int> ReadAsync(ISalesforceClient client, string operation)
    {
        switch (operation)
        {
            case "query":
                return (await client.Query.QueryAsync($"SELECT Id FROM Contact").Select(record => record.Id).Distinct().ToListAsync()).Count;
            case "bulk query":
                var query = new BulkQuery { PageSize = 1, Polling = new BulkPolling { First = TimeSpan.FromMilliseconds(1), Longest = TimeSpan.FromMilliseconds(20) } };
                return (await client.Bulk.QueryAsync($"SELECT Id FROM Contact", query).ToListAsync()).Count;
            case "retrieve":
                var ids = await client.Query.QueryAsync($"SELECT Id FROM Contact").Select(record => record.Id!.Value).ToListAsync();
                return (await client.Records.RetrieveAsync("Contact", ids, ["LastName"])).Count(record => record is not null);
            case "describe":
                return (await client.Metadata.DescribeAsync("Contact")).Fields.Count > 10 && (await client.Metadata.DescribeGlobalAsync()).Count > 5
                    && (await client.Metadata.GetLimitsAsync()).ContainsKey("DailyApiRequests") ? Rows : 0;
            default:
                var now = TimeProvider.System.GetUtcNow();
                return (await client.Query.GetUpdatedAsync("Contact", now.AddDays(-1), now.AddMinutes(2))).Ids.Count;
        }
    }
}
