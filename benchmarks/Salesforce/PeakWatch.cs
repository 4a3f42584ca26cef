using System.Diagnostics;

namespace Benchmarks.Salesforce;

/// <summary>Looks at the process's working set ten times a second and keeps the largest.</summary>
internal sealed class PeakWatch : IDisposable
{
    private readonly Process _process = Process.GetCurrentProcess();
    private readonly ITimer _timer;
    private long _peak;

    public PeakWatch() => _timer = TimeProvider.System.CreateTimer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));

    public double PeakMegabytes
    {
        get
        {
            Look();
            return Interlocked.Read(ref _peak) / 1e6;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _process.Dispose();
    }

    private void Look()
    {
        lock (_process)
        {
            _process.Refresh();
            _peak = Math.Max(_peak, _process.WorkingSet64);
        }
    }
}
