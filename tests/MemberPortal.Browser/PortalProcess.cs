using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace MemberPortal.Browser;

/// <summary>The portal as an operator runs it: a process of its own, with its simulator, on free ports and in a folder of its own.</summary>
public sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _ownsFolder;
    private Uri? _address;
    private Uri? _simulator;

    private PortalProcess(Process process, string dataPath, bool ownsFolder) => (_process, DataPath, _ownsFolder) = (process, dataPath, ownsFolder);

    public Uri Address => _address!;

    public Uri Simulator => _simulator!;

    public string DataPath { get; }

    public string Output => string.Join('\n', _output);

    /// <param name="dataPath">A folder that outlives the process; null for one that goes with it.</param>
    /// <param name="settings">More settings, as <c>Section:Name=value</c>.</param>
    public static async Task<PortalProcess> StartAsync(string? dataPath = null, params string[] settings)
    {
        var folder = dataPath ?? Directory.CreateTempSubdirectory("portal-").FullName;
        var process = new Process { StartInfo = StartInfo(folder, settings) };
        var portal = new PortalProcess(process, folder, dataPath is null);
        process.OutputDataReceived += (_, line) => portal.Take(line.Data);
        process.ErrorDataReceived += (_, line) => portal.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        if (await Task.WhenAny(portal._listening.Task, ended).WaitAsync(Patience) == ended)
            throw new InvalidOperationException($"The portal ended with {process.ExitCode}:\n{portal.Output}");

        return portal;
    }

    /// <summary>As the power cut would: no farewell.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        if (_ownsFolder)
            Directory.Delete(DataPath, recursive: true);
    }

    private static ProcessStartInfo StartInfo(string folder, string[] settings)
    {
        var project = Path.Combine(Checkout.Root, "samples", "MemberPortal");
        var info = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["DOTNET_ENVIRONMENT"] = "Development" },
        };
        info.ArgumentList.Add(Path.Combine(project, "bin", Checkout.Configuration, "net10.0", "MemberPortal.dll"));
        string[] given = [$"urls=http://127.0.0.1:{FreePort()}", $"Portal:DataPath={folder}", "Simulator:Url=http://localhost:0", "Simulator:GrpcPort=0", "Portal:SignInPostsPerMinute=1000", $"Simulator:Salesforce:FixedAccessToken={SimulatedOrg.Token}", .. settings];
        foreach (var setting in given)
            info.ArgumentList.Add($"--{setting}");
        return info;
    }

    // The simulated Stripe must know where to deliver before the portal listens, so the port is chosen here.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line)
    {
        if (line is null)
            return;

        _output.Enqueue(line);
        if (SimulatorLine().Match(line) is { Success: true } simulator)
            _simulator = new Uri(simulator.Groups[1].Value);
        if (ListeningLine().Match(line) is { Success: true } listening)
            _address = new Uri(listening.Groups[1].Value);
        if (line.Contains("Application started", StringComparison.Ordinal))
            _listening.TrySetResult();
    }

    [GeneratedRegex(@"simulated Salesforce\D*\s(http://\S+)")]
    private static partial Regex SimulatorLine();

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();
}
