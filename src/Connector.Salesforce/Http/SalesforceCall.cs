using System.Text.Json.Nodes;

namespace Connector.Salesforce.Http;

/// <summary>One call as the connector means it: what goes on the wire, and what it may do when the answer does not come.</summary>
/// <param name="Operation">What the call log, traces and metrics call it: <c>create</c>, <c>query</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query on the instance's host.</param>
internal sealed record SalesforceCall(string Operation, HttpMethod Method, string Path)
{
    /// <summary>The object concerned; null when there is none or several.</summary>
    public string? Object { get; init; }

    /// <summary>How many records the call carries.</summary>
    public int Count { get; init; } = 1;

    public JsonNode? Body { get; init; }

    /// <summary>A body that is no JSON; called for each sending.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>The form that the answer is wanted in.</summary>
    public string Accept { get; init; } = "application/json";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether it changes anything in the org.</summary>
    public bool IsWrite { get; init; } = Method != HttpMethod.Get;

    /// <summary>Whether carrying it out twice leaves the same as once. A POST that creates does not.</summary>
    public bool IsRepeatable { get; init; } = Method != HttpMethod.Post;

    /// <summary>Whether 304 is an answer and not a fault.</summary>
    public bool MayBeUnmodified { get; init; }

    /// <summary>What stands in logs and messages: no query, no external id, since both may hold personal data.</summary>
    public string LogPath { get; init; } = Path.Split('?')[0];

    /// <summary>For messages.</summary>
    public override string ToString() => $"{Method} {LogPath}";
}
