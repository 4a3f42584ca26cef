using Benchmarks.Site;

namespace Benchmarks.Ledger;

/// <summary>What it costs to look at a record, from its mark to its journal entry, in a site with a million linked records beside one with a thousand.</summary>
internal static class LinksCost
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;

    public static async Task MeasureAsync(Report report, int rounds, CancellationToken cancellationToken)
    {
        using var scratch = new Scratch();
        await using var small = await LinkedSite.StartAsync(scratch.Sqlite("small.db"), Few, cancellationToken);
        await using var large = await LinkedSite.StartAsync(scratch.Sqlite("large.db"), Many, cancellationToken);
        var (random, few, many, ratios) = (new Random(1), new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            var least = (await small.RunAsync(Few, random, cancellationToken)).TotalMicroseconds / Few;
            var most = (await large.RunAsync(Few, random, cancellationToken)).TotalMicroseconds / Few;
            if (round < 0)
                continue;

            few.Add(least);
            many.Add(most);
            ratios.Add(most / least);
        }

        report.Row("us_per_key_1k_links", Median(few));
        report.Row("us_per_key_1m_links", Median(many));
        report.Row("cost_ratio_1m_to_1k_links", Median(ratios));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
