using System.Text.Json.Serialization;
using SyncEngine.Records;

namespace SyncEngine;

/// <summary>What a run would do.</summary>
public sealed record SyncRunPreview
{
    /// <summary>Salesforce records that would be made.</summary>
    public long Creates { get; init; }

    /// <summary>Existing Salesforce records that would be linked.</summary>
    public long Matches { get; init; }

    /// <summary>Linked Salesforce records that would be changed.</summary>
    public long Updates { get; init; }

    /// <summary>The site's records that would be changed.</summary>
    public long Applies { get; init; }

    /// <summary>Records with fields that a person would be asked about.</summary>
    public long Conflicts { get; init; }

    /// <summary>First contacts that a person would be asked about, and records that are gone in Salesforce.</summary>
    public long Questions { get; init; }

    /// <summary>Records that wait for a parent; it would be synced first.</summary>
    public long Waiting { get; init; }

    /// <summary>Records that could not be planned, each with its reason when it is synced.</summary>
    public long Failures { get; init; }

    /// <summary>Records on which nothing would be done.</summary>
    public long Unchanged { get; init; }

    /// <summary>
    /// API calls that the run itself would take, reading and reading back included, if nothing fails and nobody edits meanwhile. A bulk job is reckoned with one look
    /// at it; one that takes longer costs some more.
    /// </summary>
    public long ApiCalls { get; init; }

    [JsonInclude]
    internal RunCalls.Load Load { get; init; } = RunCalls.Load.None;

    /// <summary>Some of the changes, for looking at.</summary>
    public IReadOnlyList<SyncRunExample> Examples { get; init; } = [];
}
