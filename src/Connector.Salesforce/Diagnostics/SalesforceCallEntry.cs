using Connector.Salesforce.RateLimiting;

namespace Connector.Salesforce.Diagnostics;

/// <summary>One call as the call log keeps it. It holds no field value, query, external id, token or body.</summary>
/// <param name="Org">The name the org is registered under.</param>
/// <param name="Operation">Such as <c>create</c>, <c>upsert_many</c>, <c>query</c>.</param>
/// <param name="Path">The path without its query; an external id is left out.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Duration">How long it took, waits and repetitions included.</param>
public sealed record SalesforceCallEntry(string Org, string Operation, string Path, DateTimeOffset StartedAt, TimeSpan Duration)
{
    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The object; null when there is none or several.</summary>
    public string? ObjectType { get; init; }

    /// <summary>How many records the call carried.</summary>
    public int Count { get; init; }

    /// <summary>How it ended: <c>ok</c>, <c>canceled</c>, Salesforce's error code, or the <see cref="TransportFailure"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The last answer's HTTP status; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>How often it was sent: each sending counts against the org's allocation.</summary>
    public int Attempts { get; init; }

    /// <summary>The last answer's request id, for Salesforce support.</summary>
    public string? RequestId { get; init; }

    /// <summary>The org's usage as the answer told it.</summary>
    public ApiUsage? Usage { get; init; }
}
