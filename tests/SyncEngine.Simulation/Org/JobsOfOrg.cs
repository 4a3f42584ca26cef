using Microsoft.Extensions.DependencyInjection;
using Simulator.Faults;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Bulk;
using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Org;

/// <summary>
/// The org's bulk jobs as events of the simulation: when each begins, two rows at a time with time in between, and what befalls some of them. Their writes are
/// those of the host that uploaded the rows, with what it had read by then.
/// </summary>
internal sealed class JobsOfOrg
{
    private readonly World _world;
    private readonly Action<WireRequest, Action> _as;
    private readonly IngestRunner _runner;
    private readonly BulkJobs _jobs;
    private readonly FaultRules _rules;
    private readonly Dictionary<string, WireRequest> _uploads = [];
    private readonly List<BulkJob> _closed = [];
    private readonly Dictionary<string, Fate> _fates = [];

    public JobsOfOrg(World world, IServiceProvider services, Action<WireRequest, Action> actAs)
    {
        (_world, _as) = (world, actAs);
        _runner = services.GetRequiredService<IngestRunner>();
        _jobs = services.GetRequiredService<BulkJobs>();
        _rules = services.GetRequiredService<FaultRules>();
        _runner.RowsPerTransaction = 2;
        _runner.Uploaded = _closed.Add;
        _runner.Between = BetweenAsync;
    }

    private enum Fate
    {
        None,
        Fails,
        IsAborted,
        MeetsLock,
    }

    /// <summary>After each request: jobs that it has closed begin in their time.</summary>
    public void Executed(WireRequest request)
    {
        if (request.IsOfJob && request.Method == "PUT")
            _uploads[request.PathAndQuery.Split('/')[^2]] = request;

        foreach (var job in _closed)
        {
            _world.Wire.UnderWay++;
            _fates[job.Id] = _world.IsHealed ? Fate.None : _world.Choose(8) switch { 0 => Fate.Fails, 1 => Fate.IsAborted, 2 or 3 => Fate.MeetsLock, _ => Fate.None };
            var late = !_world.IsHealed && _world.Choose(4) == 0;
            After(late ? TimeSpan.FromSeconds(_world.Choose(1_500)) : TimeSpan.FromMilliseconds(_world.Choose(15_000)), job, () => _ = RunAsync(job));
        }

        _closed.Clear();
    }

    private async Task RunAsync(BulkJob job)
    {
        try
        {
            if (_fates[job.Id] == Fate.MeetsLock)
                _rules.Add(new FaultRule { Kind = FaultKind.Partial, Path = "/jobs/ingest", Code = "UNABLE_TO_LOCK_ROW", Count = 1, Skip = _world.Choose(3) });
            await _runner.RunAsync(job, CancellationToken.None);
            _world.Tell($"    org: job {job.Id} is {job.State}, {job.Processed} done, {job.Failed} failed");
        }
        catch (Exception exception)
        {
            _world.Break(exception);
        }
        finally
        {
            _rules.Clear();
            _world.Wire.UnderWay--;
        }
    }

    private Task BetweenAsync(BulkJob job)
    {
        var passed = new TaskCompletionSource();
        After(TimeSpan.FromMilliseconds(_world.Choose(8_000)), job, () =>
        {
            if (_fates[job.Id] == Fate.Fails && _world.Choose(2) == 0)
            {
                passed.SetException(new OrgException("InternalServerError", "It failed."));
                return;
            }

            if (_fates[job.Id] == Fate.IsAborted && _world.Choose(2) == 0)
            {
                job.State = "Aborted";
                _jobs.Save(job);
            }

            passed.SetResult();
        });
        return passed.Task;
    }

    private void After(TimeSpan time, BulkJob job, Action action) =>
        _world.Scheduler.At(_world.Scheduler.Now + time, () => _as(_uploads[job.Id], action));
}
