using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Connector.Salesforce;

namespace Benchmarks.Salesforce;

/// <summary>The connector's own routing beside one call per record, its overhead beside a bare HttpClient, and the memory of a million bulk rows.</summary>
internal sealed class SalesforceBenchmark : IBenchmark
{
    private const string ExternalId = "Portal_Id__c";

    // What a call from one network to Salesforce's takes at least; its own work comes on top.
    private const int RoundTripMilliseconds = 40;

    public string Name => "salesforce";

    public string Description => "calls and records per second of routed upserts beside one call per record, on the loopback and with a round trip; overhead per call over HttpClient; memory of a million bulk rows";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        await using (var org = await BenchOrg.StartAsync(cancellationToken))
        {
            await OverheadAsync(org, report, quick ? 1_000 : 5_000, cancellationToken);
            await RoutingAsync(org, report, quick ? 1_000 : 5_000, cancellationToken);
        }

        await MemoryInOwnProcessAsync(report, quick, cancellationToken);
    }

    private static async Task RoutingAsync(BenchOrg org, Report report, int singles, CancellationToken cancellationToken)
    {
        await org.Client.UpsertAsync(Contacts("warm", 200), ExternalId, cancellationToken);
        var loopback = await SinglesAsync(org, report, "_loopback", singles, cancellationToken);
        await RoutedAsync(org, report, "_loopback", 2_000, loopback, cancellationToken);

        // No org is on this machine: from here on each sending takes a round trip, the singles' as well as the others'.
        org.RoundTrip.Duration = TimeSpan.FromMilliseconds(RoundTripMilliseconds);
        report.Row("round_trip_ms", RoundTripMilliseconds);
        var single = await SinglesAsync(org, report, "", singles / 10, cancellationToken);
        foreach (var count in new[] { 1, 200, 1_000, 2_000, 100_000 })
            await RoutedAsync(org, report, "", count, single, cancellationToken);
        org.RoundTrip.Duration = TimeSpan.Zero;
    }

    private static async Task<double> SinglesAsync(BenchOrg org, Report report, string suffix, int count, CancellationToken cancellationToken)
    {
        var records = Contacts($"single{suffix}", count);
        org.Calls.Take();
        var started = Stopwatch.GetTimestamp();
        foreach (var record in records)
            await org.Client.Records.UpsertAsync(record, ExternalId, record.Text(ExternalId)!, cancellationToken: cancellationToken);
        var single = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        report.Row($"calls_per_1000_upserts_single{suffix}", org.Calls.Take() * 1000.0 / count);
        report.Row($"records_per_s_single{suffix}", single);
        return single;
    }

    private static async Task RoutedAsync(BenchOrg org, Report report, string suffix, int count, double single, CancellationToken cancellationToken)
    {
        var batch = Contacts($"routed{suffix}-{count}", count);
        org.Calls.Take();
        var started = Stopwatch.GetTimestamp();
        var results = await org.Client.UpsertAsync(batch, ExternalId, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (results.FirstOrDefault(result => !result.Success) is { } refused)
            throw new InvalidOperationException($"A record was refused: {refused.Errors[0].Code}.");

        report.Row($"calls_per_{count}_upserts{suffix}", org.Calls.Take());
        report.Row($"records_per_s_{count}{suffix}", count / elapsed);
        if (count == 100_000 || suffix.Length > 0)
            report.Row($"records_per_s_ratio_to_single{suffix}", count / elapsed / single);
    }

    // The same read of the same record, in turns, so that both meet the same machine.
    private static async Task OverheadAsync(BenchOrg org, Report report, int reads, CancellationToken cancellationToken)
    {
        var id = (await org.Client.Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = "Overhead" }, cancellationToken)).Id!.Value;
        var token = await org.Client.Tokens.GetAsync(cancellationToken);
        using var bare = new HttpClient { BaseAddress = org.Address };
        bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        var path = new Uri($"/services/data/v67.0/sobjects/Contact/{id}?fields=LastName", UriKind.Relative);
        var (ours, theirs) = (new List<double>(reads), new List<double>(reads));
        for (var i = -200; i < reads; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await org.Client.Records.GetAsync("Contact", id, ["LastName"], cancellationToken);
            var middle = Stopwatch.GetTimestamp();
            using (var response = await bare.GetAsync(path, cancellationToken))
                await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var ended = Stopwatch.GetTimestamp();
            if (i < 0)
                continue;

            ours.Add(Stopwatch.GetElapsedTime(started, middle).TotalMicroseconds);
            theirs.Add(Stopwatch.GetElapsedTime(middle, ended).TotalMicroseconds);
        }

        report.Row("call_p50_us", Median(ours));
        report.Row("httpclient_p50_us", Median(theirs));
        report.Row("overhead_us_over_httpclient", Median(ours) - Median(theirs));
    }

    // A process of its own: the peak of this one is the simulator's.
    private static async Task MemoryInOwnProcessAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(SalesforceBenchmark).Assembly.Location);
        start.ArgumentList.Add("salesforce-bulk");
        if (quick)
            start.ArgumentList.Add("--quick");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The process for salesforce-bulk did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Split(": ") is [var figure, var value])
                report.Row(figure, double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
        }

        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"salesforce-bulk ended with {process.ExitCode}.");
    }

    private static List<SalesforceRecord> Contacts(string run, int count) => [.. Enumerable.Range(0, count).Select(number => new SalesforceRecord("Contact")
    {
        [ExternalId] = $"{run}-{number}",
        ["FirstName"] = "Ann",
        ["LastName"] = $"Member {run} {number}",
        ["Email"] = $"member-{run}-{number}@example.org",
        ["Membership_Tier__c"] = "Gold",
    })];

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
