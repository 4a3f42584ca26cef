namespace Benchmarks.Salesforce;

/// <summary>The other half of <see cref="OrgProcess"/>: an org that runs until its input ends.</summary>
internal sealed class OrgHostBenchmark : IBenchmark
{
    public const string Command = "org";

    public string Name => Command;

    public string Description => "no benchmark: the simulated org that others start in a process of its own";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        await using var org = await BenchOrg.StartAsync(cancellationToken);
        report.Row("org", $"{org.Address} {(await org.Client.Tokens.GetAsync(cancellationToken)).Value}");
        await Console.In.ReadToEndAsync(cancellationToken);
    }
}
