using System.Diagnostics;
using Stripe;

namespace Simulator.Tests.StripeAccount;

public sealed class DurabilityTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_answered_survives_a_kill()
    {
        using var folder = new TemporaryFolder();
        var (process, address) = await StartAsync(folder.Path);
        var answered = new List<string>();
        using (process)
        {
            var stripe = new StripeClient(new StripeClientOptions { ApiKey = "sk_test_simulator", ApiBase = address });
            for (var i = 0; i < 30; i++)
                answered.Add((await stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = $"{i}" }, new RequestOptions { IdempotencyKey = $"k{i}" }, Cancelled)).Id);
            process.Kill();
            await process.WaitForExitAsync(Cancelled);
        }

        await using var account = await Account.StartAsync(folder: folder.Path);

        (await account.Stripe.V1.Customers.ListAsync(new CustomerListOptions { Limit = 100 }, cancellationToken: Cancelled)).Data.Select(one => one.Id).Reverse().Should().Equal(answered);
        (await account.EventsAsync()).Count(one => one.Type == "customer.created").Should().Be(30);
        (await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = "29" }, new RequestOptions { IdempotencyKey = "k29" }, Cancelled)).Id.Should().Be(answered[^1], "the key is remembered");
    }

    private static async Task<(Process Process, string Address)> StartAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SimulatorHost).Assembly.Location, "--Url", "http://127.0.0.1:0", "--GrpcPort", "0", "--DataDirectory", folder])
        {
            RedirectStandardOutput = true, WorkingDirectory = folder,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(Cancelled) is { } line)
            if (line.Contains("http://", StringComparison.Ordinal))
                return (process, line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim().TrimEnd('/'));
        throw new InvalidOperationException("The simulator did not start.");
    }
}
