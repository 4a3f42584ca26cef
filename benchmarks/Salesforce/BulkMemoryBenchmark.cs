using System.Diagnostics;
using System.Runtime.CompilerServices;
using Connector.Salesforce;
using Connector.Salesforce.Bulk;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Salesforce;

/// <summary>
/// A million rows in and a million out through Bulk 2.0: how much memory the whole process takes at its peak. The org is a stub that keeps no row,
/// so that what is measured is the connector (and the stub's web server).
/// </summary>
internal sealed class BulkMemoryBenchmark : IBenchmark
{
    private const int Rows = 1_000_000;

    public string Name => "salesforce-bulk";

    public string Description => "memory and speed of a million bulk rows in and out, against a stub that keeps none";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        await using var org = await StubBulkOrg.StartAsync(cancellationToken);
        await using var services = new ServiceCollection().AddSalesforceConnector(options =>
        {
            options.AccessToken = "fixed";
            options.InstanceUrl = org.Address;
        }).Services.BuildServiceProvider();
        var bulk = services.GetRequiredService<ISalesforceClient>().Bulk;
        var baseline = Process.GetCurrentProcess().WorkingSet64;
        using var watch = new PeakWatch();

        var started = Stopwatch.GetTimestamp();
        var (succeeded, matched) = (0, 0);
        var ingest = new BulkIngest("Contact", BulkOperation.Upsert) { ExternalIdField = "Portal_Id__c" };
        await foreach (var result in bulk.IngestAsync(ingest, Contacts(cancellationToken), cancellationToken))
        {
            succeeded += result.Outcome == BulkOutcome.Succeeded ? 1 : 0;
            matched += result.Index is { } index && result.Row["Portal_Id__c"] == $"{index}" ? 1 : 0;
        }

        report.Row("bulk_in_rows_per_s", Rows / Stopwatch.GetElapsedTime(started).TotalSeconds);
        report.Row("bulk_in_peak_mb", watch.PeakMegabytes);
        if ((succeeded, matched) != (Rows, Rows))
            throw new InvalidOperationException($"Of {Rows} rows {succeeded} succeeded and {matched} were matched.");

        started = Stopwatch.GetTimestamp();
        var read = 0;
        await foreach (var row in bulk.QueryAsync($"SELECT Id, Portal_Id__c, FirstName, LastName, Email FROM Contact", cancellationToken: cancellationToken))
            read += row["Portal_Id__c"] == $"{read}" ? 1 : 0;
        report.Row("bulk_out_rows_per_s", Rows / Stopwatch.GetElapsedTime(started).TotalSeconds);
        if (read != Rows)
            throw new InvalidOperationException($"Of {Rows} rows {read} came.");

        report.Row("bulk_1m_peak_mb", watch.PeakMegabytes);
        report.Row("bulk_1m_growth_mb", watch.PeakMegabytes - (baseline / 1e6));
        report.Row("bulk_1m_calls", org.Requests);
    }

    private static async IAsyncEnumerable<SalesforceRecord> Contacts([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; number < Rows; number++)
        {
            if (number % 10_000 == 0)
                await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new SalesforceRecord("Contact")
            {
                ["Portal_Id__c"] = $"{number}",
                ["FirstName"] = "Ann",
                ["LastName"] = $"Member {number}",
                ["Email"] = $"member-{number}@example.org",
            };
        }
    }
}
