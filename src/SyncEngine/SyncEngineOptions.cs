using SyncEngine.Model;

namespace SyncEngine;

/// <summary>How the engine works. Read from the section <c>SyncEngine</c>; each fault stops the start and names its setting.</summary>
public sealed class SyncEngineOptions
{
    /// <summary>How long a key must be quiet before it is taken up, so that rapid edits become one call. Default 300 milliseconds; zero switches it off.</summary>
    public TimeSpan Quiet { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The longest that edits which do not stop may put it off. Default 2 seconds; at least <see cref="Quiet"/>.</summary>
    public TimeSpan MaxQuiet { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a claimed key is ours without renewal: a killed host delays its keys by this much. Default 30 seconds.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the tables are looked at when nothing wakes the worker. Default 1 second.</summary>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The first upper bound of a retry's random wait; it doubles with each try. Default 1 second.</summary>
    public TimeSpan RetryBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The last upper bound. Default 5 minutes.</summary>
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a scope with broken sign-in or schema rests before it is tried again by itself. Default 1 minute.</summary>
    public TimeSpan PauseProbe { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stopping host goes on with what it has begun before it gives the rest back. Default 10 seconds; stay below the host's shutdown timeout.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the journal is kept. Default 400 days.</summary>
    public TimeSpan JournalRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often Salesforce is asked what changed, object by object, one call each. Default 1 minute; zero switches it off, for sites that have another feed.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How far each poll looks back behind what it has seen, because a change may become visible late. Default 5 minutes.</summary>
    public TimeSpan PollOverlap { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When both sides are compared as a whole, as a cron expression in <see cref="SweepTimeZone"/>. Default <c>0 3 * * *</c>, at three every night; empty switches it off.</summary>
    public string SweepSchedule { get; set; } = "0 3 * * *";

    /// <summary>The time zone of <see cref="SweepSchedule"/>. Default <c>UTC</c>.</summary>
    public string SweepTimeZone { get; set; } = "UTC";

    /// <summary>The share of a mapping's links that one sweep may delete or give up; beyond it, it stops and asks. Default 0.02, and ten records are always allowed.</summary>
    public double SweepBlastRadius { get; set; } = 0.02;

    /// <summary>Whether this host works on keys. Off for a host that only saves and shows. Default true.</summary>
    public bool RunWorker { get; set; } = true;

    /// <summary>The external-id field that this site has for itself in Salesforce. Default <c>Portal_Id__c</c>.</summary>
    public string ExternalIdField { get; set; } = "Portal_Id__c";

    /// <summary>Shifts the database's clock, for tests of leases and waits.</summary>
    internal TimeSpan ClockOffset { get; set; }

    /// <summary>More records of one mapping than this, to be created or to be changed, go to Salesforce by a bulk job.</summary>
    internal int BulkAbove { get; set; } = 2000;

    /// <summary>In this lane and those below; the others do not wait for jobs.</summary>
    internal Lane BulkFrom { get; set; } = Lane.Bulk;

    /// <summary>So many records of the bulk lane are worked on together at most.</summary>
    internal int BulkBatch { get; set; } = 10_000;

    /// <summary>Where the jitter of retries comes from, for tests that must repeat.</summary>
    internal Random Random { get; set; } = Random.Shared;
}
