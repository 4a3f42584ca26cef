using Benchmarks;
using Benchmarks.Capture;
using Benchmarks.Dashboard;
using Benchmarks.Ledger;
using Benchmarks.Portal;
using Benchmarks.Records;
using Benchmarks.Salesforce;
using Benchmarks.Webhooks;

IBenchmark[] all =
[
    new CaptureBenchmark(), new LedgerBenchmark(), new LatencyBenchmark(), new CallsBenchmark(), new BackfillBenchmark(),
    new SalesforceBenchmark(), new BulkMemoryBenchmark(), new WebhooksBenchmark(), new DashboardBenchmark(),
    new OrgHostBenchmark(), new PortalBenchmark(),
];
var (names, quick) = (args.Where(arg => !arg.StartsWith('-')).ToList(), args.Contains("--quick"));
if (names is [] or ["list"])
{
    foreach (var benchmark in all)
        Console.WriteLine($"{benchmark.Name,-24} {benchmark.Description}");
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
foreach (var name in names)
{
    if (all.FirstOrDefault(benchmark => benchmark.Name == name) is not { } benchmark)
    {
        Console.Error.WriteLine($"There is no benchmark '{name}'; there are {string.Join(", ", all.Select(known => known.Name))}.");
        return 1;
    }

    await benchmark.RunAsync(new Report(Console.Out), quick, stop.Token);
}

return 0;
