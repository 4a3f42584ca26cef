using System.Diagnostics;

namespace Simulator.Tests;

/// <summary>Clients that nobody here wrote, from npm, run as they are against the simulator.</summary>
public sealed class ForeignClientTests
{
    private static readonly SemaphoreSlim Installing = new(1, 1);

    [Fact]
    public Task Jsforce_signs_in_writes_reads_queries_and_loads_in_bulk() => RunAsync("jsforce.mjs", "jsforce: ok");

    [Fact]
    public Task Pub_Sub_client_from_npm_receives_decodes_and_resumes() => RunAsync("pubsub.mjs", "pubsub: ok");

    private static async Task RunAsync(string script, string expected)
    {
        using var folder = new TemporaryFolder();
        var key = DevelopmentKey.LoadOrCreate(folder.Path);
        var options = new SimulatorOptions { Url = "http://localhost:0", GrpcPort = 0 };
        options.Salesforce.Certificates.Add(key.CertificatePem);
        (options.Salesforce.FixedAccessToken, options.Salesforce.Password, options.Salesforce.ConsumerSecret) = ("fixed-token", "password", "consumer-secret");
        await using var simulator = await SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken);
        await InstallAsync();

        var (code, output) = await StartAsync("node", script, new()
        {
            ["SIM_URL"] = simulator.Address.ToString().TrimEnd('/'), ["SIM_GRPC"] = simulator.GrpcAddress!.ToString(), ["SIM_KEY"] = key.PrivateKeyPath,
            ["SIM_CERTIFICATE"] = Path.Combine(folder.Path, "salesforce-certificate.pem"), ["SIM_CONSUMER_KEY"] = options.Salesforce.ConsumerKey, ["SIM_CONSUMER_SECRET"] = "consumer-secret",
            ["SIM_USERNAME"] = options.Salesforce.Username, ["SIM_PASSWORD"] = "password", ["SIM_TOKEN"] = "fixed-token", ["NODE_NO_WARNINGS"] = "1",
        });

        output.Should().Contain(expected);
        code.Should().Be(0, output);
    }

    private static async Task InstallAsync()
    {
        await Installing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (Directory.Exists(Path.Combine(Checkout.PathTo("tests", "Simulator.Tests", "jsforce"), "node_modules", "salesforce-pubsub-api-client")))
                return;

            var (code, output) = await StartAsync("npm", "ci --ignore-scripts --no-audit --no-fund", []);
            code.Should().Be(0, output);
        }
        finally
        {
            Installing.Release();
        }
    }

    private static async Task<(int Code, string Output)> StartAsync(string program, string arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Checkout.PathTo("tests", "Simulator.Tests", "jsforce"), RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
