using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MemberPortal.Tests.Crash;

/// <summary>The portal as a process that may be told to die at an I/O boundary. Its Salesforce lives elsewhere and survives, as the real one would.</summary>
internal sealed partial class PortalUnderFire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _arm;
    private readonly string _record;

    private PortalUnderFire(Process process, string arm, string record) => (_process, _arm, _record) = (process, arm, record);

    public Uri Address { get; private set; } = null!;

    public Task Died => _process.WaitForExitAsync();

    public bool IsDead => _process.HasExited;

    /// <summary>The boundaries that were passed since <see cref="Arm"/>, as <c>name#occurrence</c>.</summary>
    public IReadOnlyList<string> Boundaries => File.Exists(_record) ? File.ReadAllLines(_record) : [];

    /// <param name="folder">The portal's own folder, which survives it.</param>
    /// <param name="dieAt">The boundary to die at once armed; null to live.</param>
    /// <param name="settings">Settings, as <c>Section:Name=value</c>.</param>
    public static async Task<PortalUnderFire> StartAsync(string folder, string? dieAt, IEnumerable<string> settings)
    {
        var (arm, record) = (Path.Combine(folder, "armed"), Path.Combine(folder, "boundaries"));
        File.Delete(arm);
        File.Delete(record);
        var project = Checkout.PathTo("samples", "MemberPortal");
        var info = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["DOTNET_STARTUP_HOOKS"] = Checkout.PathTo("tests", "CrashPoints", "bin", Checkout.Configuration, "net10.0", "CrashPoints.dll"),
                ["CRASH_ARM"] = arm,
                ["CRASH_RECORD"] = record,
            },
        };
        if (dieAt is not null)
            info.Environment["CRASH_AT"] = dieAt;
        info.ArgumentList.Add(Path.Combine(project, "bin", Checkout.Configuration, "net10.0", "MemberPortal.dll"));
        string[] own = ["urls=http://127.0.0.1:0", $"Portal:DataPath={folder}", "Simulator:Url=http://localhost:0", "Simulator:GrpcPort=0"];
        foreach (var setting in own.Concat(settings))
            info.ArgumentList.Add($"--{setting}");

        var portal = new PortalUnderFire(new Process { StartInfo = info }, arm, record);
        portal._process.OutputDataReceived += (_, line) => portal.Take(line.Data);
        portal._process.ErrorDataReceived += (_, line) => portal.Take(line.Data);
        portal._process.Start();
        portal._process.BeginOutputReadLine();
        portal._process.BeginErrorReadLine();
        if (await Task.WhenAny(portal._listening.Task, portal.Died).WaitAsync(Patience) != portal._listening.Task)
            throw new InvalidOperationException($"The portal did not start:\n{string.Join('\n', portal._output)}");

        portal.Address = await portal._listening.Task;
        return portal;
    }

    /// <summary>From now on boundaries count.</summary>
    public void Arm() => File.WriteAllText(_arm, "");

    /// <summary>Whether it dies: what is left to pass once all has arrived takes a moment.</summary>
    public async Task<bool> DiesAsync() => IsDead || await Task.WhenAny(Died, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System)) == Died;

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;

        _output.Enqueue(line);
        if (Listening().Match(line) is { Success: true } match)
            Address = new Uri(match.Groups[1].Value);
        if (line.Contains("Application started", StringComparison.Ordinal))
            _listening.TrySetResult(Address);
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
