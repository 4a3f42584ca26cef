using System.Diagnostics;

namespace Benchmarks.Salesforce;

/// <summary>A simulated org in a process of its own, so that neither its memory nor its work is taken for the site's.</summary>
internal sealed class OrgProcess : IAsyncDisposable
{
    private readonly Process _process;

    private OrgProcess(Process process, Uri address, string token) => (_process, Address, Token) = (process, address, token);

    public Uri Address { get; }

    public string Token { get; }

    /// <summary>What a site's configuration says to reach it.</summary>
    public Dictionary<string, string?> Settings => new() { ["Salesforce:InstanceUrl"] = Address.ToString(), ["Salesforce:AccessToken"] = Token };

    public static async Task<OrgProcess> StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(OrgProcess).Assembly.Location);
        start.ArgumentList.Add(OrgHostBenchmark.Command);
        var process = Process.Start(start) ?? throw new InvalidOperationException("The process for the org did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Split(": ", 2) is ["org", var told] && told.Split(' ') is [var address, var token])
                return new OrgProcess(process, new Uri(address), token);
        }

        throw new InvalidOperationException("The process for the org ended before it answered.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
