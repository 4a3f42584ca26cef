namespace SyncEngine.Records;

/// <summary>What was sent, or was about to be, for one record: remote fields and their values.</summary>
internal sealed record RecordIntent(Guid Id, string ExternalId, IReadOnlyDictionary<string, string?> Fields)
{
    /// <summary>Values that somebody had given in Salesforce and that this replaces: the journal must keep them even if nobody hears of the end.</summary>
    public IReadOnlyDictionary<string, string?> Replaced { get; init; } = new Dictionary<string, string?>();

    /// <summary>When, by the database's clock; once it is written down.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The bulk job that carries it, as long as that is not known to have ended; null for what went by a call, and after the job's end.</summary>
    public string? JobId { get; init; }

    /// <summary>False when it was sent so long ago that it has landed or will not.</summary>
    public bool MayStillLand { get; init; } = true;
}
