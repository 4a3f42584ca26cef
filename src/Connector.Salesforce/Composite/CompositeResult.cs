using System.Net;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Composite;

/// <summary>What became of one subrequest.</summary>
/// <param name="ReferenceId">The name it was given.</param>
/// <param name="Status">Its own HTTP status.</param>
public sealed record CompositeResult(string ReferenceId, HttpStatusCode Status)
{
    /// <summary>Whether it was carried out.</summary>
    public bool Success => (int)Status is >= 200 and < 300;

    /// <summary>Why it failed; empty on success. <c>PROCESSING_HALTED</c> says that another one failed.</summary>
    public IReadOnlyList<SalesforceError> Errors { get; init; } = [];

    /// <summary>The id that a write gave or names; null otherwise.</summary>
    public SalesforceId? Id { get; init; }

    /// <summary>The record of a get, or the rows of a query's first page; empty otherwise.</summary>
    public IReadOnlyList<SalesforceRecord> Records { get; init; } = [];

    /// <summary>The whole answer as it came; null when it has no body.</summary>
    public JsonNode? Body { get; init; }
}
