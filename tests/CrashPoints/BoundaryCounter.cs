using System.Diagnostics;

namespace CrashPoints;

/// <summary>Counts boundaries by name once armed, and kills the process with SIGKILL when the chosen one is reached.</summary>
internal sealed class BoundaryCounter(CrashSettings settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _passed = [];
    private bool _armed;

    public void Pass(string boundary)
    {
        lock (_lock)
        {
            if (!_armed && !(_armed = File.Exists(settings.ArmedBy)))
                return;

            var occurrence = _passed[boundary] = _passed.GetValueOrDefault(boundary) + 1;
            File.AppendAllText(settings.RecordTo, $"{boundary}#{occurrence}\n");
            if (boundary == settings.KillAt && occurrence == settings.Occurrence)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                new ManualResetEventSlim().Wait();
            }
        }
    }
}
