using System.Diagnostics;
using System.Runtime.InteropServices;
using Simulator.SalesforceOrg;

namespace Connector.Salesforce.EndToEnd;

/// <summary>Both packages in a program that was compiled to native code, in which nothing can be made up by reflection at run time.</summary>
public sealed class AotTests
{
    private static readonly string[] Linkers = ["gcc", "clang", "clang-19", "clang-18", "clang-17", "clang-16", "clang-15", "clang-14"];

    [Fact]
    public async Task Native_program_signs_in_reads_writes_maps_runs_bulk_jobs_and_hears_events()
    {
        var folder = Directory.CreateTempSubdirectory("connector-aot");
        try
        {
            var (published, log) = await RunAsync("dotnet",
                ["publish", Path.Combine(Checkout.PathTo("tests", "Connector.Salesforce.EndToEnd"), "AotApp"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder.FullName, "-v", "q", "-nologo", "--disable-build-servers", $"-p:CppCompilerAndLinker={Linker()}"], []);
            published.Should().Be(0, log);
            log.Should().NotContain(": warning IL", "the trimmer and the compiler have nothing to warn of");

            await using var org = await Org.StartAsync(simulator => simulator.GrpcPort = 0);
            var (code, output) = await RunAsync(Path.Combine(folder.FullName, "AotApp"), [], new()
            {
                ["Salesforce__LoginUrl"] = org.Host.Address.ToString(),
                ["Salesforce__ClientId"] = SalesforceOrgOptions.DefaultConsumerKey,
                ["Salesforce__Username"] = SalesforceOrgOptions.DefaultUsername,
                ["Salesforce__PrivateKeyFile"] = org.KeyFile,
                ["SalesforceEvents__Endpoint"] = org.Host.GrpcAddress!.ToString(),
            });

            code.Should().Be(0, output);
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal(
                "faults: 0", "created: True", "read: Native", "queried: native@example.org", "composite: True", "refused: REQUIRED_FIELD_MISSING",
                "bulk: Succeeded", "bulk query: Bulk", "event: Create Native", "native: True");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The SDK knows clang only; where neither is installed, its own message says so.
    private static string Linker() => Linkers.FirstOrDefault(name =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, name)))) ?? "clang";

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
