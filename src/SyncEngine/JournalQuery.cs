using SyncEngine.Model;

namespace SyncEngine;

/// <summary>What to look for in the journal; every part that is null is left open.</summary>
public sealed record JournalQuery
{
    /// <summary>One key's story.</summary>
    public WorkKey? Key { get; init; }

    /// <summary>One record's story by what people have at hand: its external id or its Salesforce id.</summary>
    public string? Record { get; init; }

    /// <summary>All keys of a scope, <c>kind:type</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>One field's story, by local or remote name.</summary>
    public string? Field { get; init; }

    /// <summary>What was done.</summary>
    public JournalAction? Action { get; init; }

    /// <summary>An exact cause, or an origin alone (<c>user</c>).</summary>
    public string? Cause { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Not after.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>At most so many rows. Default 50, at most 500.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The former page's <see cref="Page{T}.Next"/>; null for the first.</summary>
    public string? After { get; init; }
}
