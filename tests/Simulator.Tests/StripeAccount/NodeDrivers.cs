using System.Diagnostics;

namespace Simulator.Tests.StripeAccount;

/// <summary>The folder of the drivers from npm, <c>stripe</c> and <c>@stripe/cli</c>, installed once for all tests.</summary>
public sealed class NodeDrivers : IAsyncLifetime
{
    private readonly string _folder = Checkout.PathTo("tests", "Simulator.Tests", "StripeAccount", "node");

    public async ValueTask InitializeAsync()
    {
        if (Directory.Exists(Path.Combine(_folder, "node_modules", "stripe")) && Directory.Exists(Path.Combine(_folder, "node_modules", "@stripe")))
            return;
        var (code, output, error) = await RunAsync("npm", "install", "--no-save", "--no-package-lock", "--ignore-scripts");
        code.Should().Be(0, output + error);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs the official command-line tool's trigger against an account on loopback.</summary>
    public Task<(int Code, string Output, string Error)> TriggerAsync(string account, string told, params string[] more) =>
        RunAsync(Cli, ["trigger", told, "--api-key", "sk_test_simulator", "--api-base", account, .. more]);

    public async Task<(int Code, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // The tool keeps a configuration in the home folder.
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Path.GetTempPath(), "simulator-stripe-cli");
        start.Environment["STRIPE_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private string Cli => Directory.EnumerateFiles(Path.Combine(_folder, "node_modules", "@stripe"), "stripe", SearchOption.AllDirectories)
        .Single(file => file.EndsWith("bin/stripe", StringComparison.Ordinal) && file.Contains("cli-", StringComparison.Ordinal));
}
