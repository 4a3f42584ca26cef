using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SyncEngine.Diagnostics;
using SyncEngine.Storage;

namespace SyncEngine.Schedules;

/// <summary>Runs the jobs that are due and that no other host has. Each in a task of its own: a long sweep holds up no poll.</summary>
internal sealed class JobRunner(IEnumerable<ISyncJobs> sources, ISyncStore store, IOptions<SyncEngineOptions> options, TimeProvider time, ILogger<JobRunner> logger) : BackgroundService
{
    private readonly SyncEngineOptions _options = options.Value;
    private readonly Dictionary<string, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.RunWorker)
            return;

        var jobs = sources.SelectMany(source => source.Jobs).ToDictionary(job => job.Name);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(jobs, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.StoreAway(exception);
            }

            await Task.Delay(_options.PollingInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task StartDueAsync(Dictionary<string, ISyncJob> jobs, CancellationToken stoppingToken)
    {
        foreach (var (name, task) in _running.ToList())
        {
            if (task.IsCompleted)
                _running.Remove(name);
        }

        var rows = await store.ReadAsync(async (reading, token) => (reading.Now, Rows: (await reading.QueryAsync(
            "SELECT name, next_at, lease_until FROM sync_job", reader => (Name: reader.GetString(0), Next: reader.Time(1), Lease: reader.TimeOrNull(2)), token)).ToDictionary(row => row.Name)), stoppingToken);
        foreach (var job in jobs.Values.Where(job => !_running.ContainsKey(job.Name)))
        {
            if (!rows.Rows.TryGetValue(job.Name, out var row))
                await AddAsync(job, stoppingToken);
            else if (row.Next <= rows.Now && (row.Lease is null || row.Lease < rows.Now) && await ClaimAsync(job.Name, stoppingToken) is { } run)
                _running[job.Name] = RunAsync(job, run, stoppingToken);
        }
    }

    private Task AddAsync(ISyncJob job, CancellationToken cancellationToken) => store.WriteAsync((transaction, token) => transaction.ExecuteAsync(
        "INSERT INTO sync_job (name, next_at) VALUES (@name, @next) ON CONFLICT (name) DO NOTHING", token,
        ("@name", job.Name), ("@next", At(job.Next(transaction.Now, isFirst: true)))), cancellationToken);

    private async Task<Claim?> ClaimAsync(string name, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid();
        List<Claim> claimed = [];
        await store.WriteAsync(async (transaction, inner) => claimed = await transaction.QueryAsync(
            "UPDATE sync_job SET lease_token = @token, lease_until = @until WHERE name = @name AND next_at <= @now AND (lease_until IS NULL OR lease_until < @now) RETURNING position, next_at",
            reader => new Claim(token, reader.TextOrNull(0), reader.GetInt64(1)), inner,
            ("@token", token), ("@until", (transaction.Now + _options.Lease).ToUnixTimeMilliseconds()), ("@name", name), ("@now", transaction.Now.ToUnixTimeMilliseconds())), cancellationToken);
        return claimed.FirstOrDefault();
    }

    private async Task RunAsync(ISyncJob job, Claim claim, CancellationToken stoppingToken)
    {
        var token = claim.Token;
        using var working = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewal = RenewAsync(job.Name, token, working);
        var run = new JobRun(store, job.Name, token, claim.Position);
        string? failure = null;
        try
        {
            using (SyncTelemetry.Step($"job {job.Name}", 0))
                await job.RunAsync(run, working.Token);
        }
        catch (OperationCanceledException) when (working.IsCancellationRequested)
        {
            failure = "It was interrupted and goes on later.";
        }
        catch (Exception exception)
        {
            logger.JobFailed(job.Name, exception);
            failure = exception is Connector.Salesforce.SalesforceException ? exception.Message : $"An unexpected error ({exception.GetType().Name}) stopped it; the host's log has the details.";
        }

        working.Cancel();
        await renewal;
        try
        {
            // Somebody may have asked for another run meanwhile: that wish stands.
            await store.WriteAsync((transaction, inner) => transaction.ExecuteAsync(
                """
                UPDATE sync_job SET lease_token = NULL, lease_until = NULL, failure = @failure, report = COALESCE(@report, report),
                    next_at = CASE WHEN next_at = @claimed THEN @next ELSE next_at END, last_ok_at = CASE WHEN @failed = 1 THEN last_ok_at ELSE @now END
                WHERE name = @name AND lease_token = @token
                """, inner,
                ("@claimed", claim.NextAt), ("@failure", failure), ("@report", run.Report), ("@failed", failure is null ? 0 : 1), ("@now", transaction.Now.ToUnixTimeMilliseconds()),
                ("@next", At(stoppingToken.IsCancellationRequested ? transaction.Now : failure is null ? job.Next(transaction.Now, isFirst: false) : Again(job, transaction.Now))),
                ("@name", job.Name), ("@token", token)), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The lease runs out, and the job is taken up again.
            logger.StoreAway(exception);
        }
    }

    // What failed is tried again soon, and no later than its turn.
    private static DateTimeOffset Again(ISyncJob job, DateTimeOffset now) =>
        job.Next(now, isFirst: false) is { } next && next < now + TimeSpan.FromMinutes(1) ? next : now + TimeSpan.FromMinutes(1);

    private static long At(DateTimeOffset? time) => (time ?? DateTimeOffset.MaxValue).ToUnixTimeMilliseconds();

    private async Task RenewAsync(string name, Guid token, CancellationTokenSource working)
    {
        while (!working.IsCancellationRequested)
        {
            await Task.Delay(_options.Lease / 3, time, working.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (working.IsCancellationRequested)
                return;

            try
            {
                var held = 0;
                await store.WriteAsync(async (transaction, inner) => held = await transaction.ExecuteAsync(
                    "UPDATE sync_job SET lease_until = @until WHERE name = @name AND lease_token = @token", inner,
                    ("@until", (transaction.Now + _options.Lease).ToUnixTimeMilliseconds()), ("@name", name), ("@token", token)), working.Token);
                if (held == 0)
                    working.Cancel();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.StoreAway(exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private sealed record Claim(Guid Token, string? Position, long NextAt);
}
