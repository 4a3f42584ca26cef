namespace SyncEngine.Schedules;

/// <summary>What one host at a time does now and then. Its position and its next time are rows; a host that dies leaves it to the next.</summary>
internal interface ISyncJob
{
    string Name { get; }

    /// <summary>When it is to run after it ended, or was seen for the first time, at this moment; null for never by itself.</summary>
    DateTimeOffset? Next(DateTimeOffset now, bool isFirst);

    Task RunAsync(JobRun run, CancellationToken cancellationToken);
}
