using System.Diagnostics;
using System.Globalization;

namespace SyncEngine.Simulation.Kills;

/// <summary>A victim, seen from outside: what it said is saved, and SIGKILL.</summary>
internal sealed class VictimProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Action<int, int> _saved;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private VictimProcess(Process process, Action<int, int> saved) => (_process, _saved) = (process, saved);

    /// <summary>How much it has said to be saved.</summary>
    public int Saves { get; private set; }

    /// <param name="arguments">Database, connection, org, host, hosts, and the first value to save; zero to save nothing.</param>
    /// <param name="saved">Called with the member's number and the value that is committed.</param>
    public static async Task<VictimProcess> StartAsync(IEnumerable<string> arguments, Action<int, int> saved)
    {
        var info = new ProcessStartInfo("dotnet", [typeof(VictimProcess).Assembly.Location, Victim.Verb, .. arguments]) { RedirectStandardOutput = true };
        var victim = new VictimProcess(new Process { StartInfo = info }, saved);
        victim._process.OutputDataReceived += (_, line) => victim.Hear(line.Data);
        victim._process.Start();
        victim._process.BeginOutputReadLine();
        if (await Task.WhenAny(victim._ready.Task, victim._process.WaitForExitAsync()) != victim._ready.Task)
            throw new InvalidOperationException($"A host did not start: it ended with {victim._process.ExitCode}.");
        return victim;
    }

    /// <summary>SIGKILL; what it had said by then is heard before this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line == Victim.Ready)
            _ready.TrySetResult();
        else if (line?.Split(' ') is [var member, var value] && int.TryParse(member, CultureInfo.InvariantCulture, out var number) && int.TryParse(value, CultureInfo.InvariantCulture, out var saved))
        {
            _saved(number, saved);
            Saves++;
        }
    }
}
