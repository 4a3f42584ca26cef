namespace SyncEngine.Schedules;

/// <summary>Some of the engine's jobs.</summary>
internal interface ISyncJobs
{
    IEnumerable<ISyncJob> Jobs { get; }
}
