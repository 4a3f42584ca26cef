using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>A call to the data API, from the wire or from within a composite call.</summary>
internal sealed class RestRequest
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    public required string Method { get; init; }

    /// <summary>Such as v67.0.</summary>
    public required string Version { get; init; }

    /// <summary>The path after the version, split and decoded.</summary>
    public required string[] Segments { get; init; }

    public required Dictionary<string, StringValues> Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required OrgCaller Caller { get; init; }

    public JsonElement? ParsedBody { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    public string DataPath => $"/services/data/{Version}";

    public string? Parameter(string name) => Query.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    public bool Flag(string name) => bool.TryParse(Parameter(name), out var flag) && flag;

    public string? Header(string name) => Headers.TryGetValue(name, out var value) && value.Count > 0 ? value[0] : null;

    /// <summary>The body as JSON.</summary>
    public JsonElement Json()
    {
        if (ParsedBody is { } parsed)
            return parsed;
        if (Body.IsEmpty)
            throw new OrgException("JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no entity body.");

        try
        {
            return JsonDocument.Parse(Body, Strict).RootElement;
        }
        catch (JsonException exception)
        {
            throw new OrgException("JSON_PARSER_ERROR", $"Unexpected character or end of input at [line:{exception.LineNumber + 1}, column:{exception.BytePositionInLine + 1}]");
        }
    }

    /// <summary>A part of a composite call, by the URL that it names.</summary>
    public static RestRequest Part(string method, string url, JsonElement? body, OrgCaller caller, IHeaderDictionary headers)
    {
        var (path, query) = url.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? (url[..mark], url[mark..]) : (url, "");
        if (!TrySplit(path, out var version, out var segments))
            throw OrgException.NotFound();

        return new RestRequest { Method = method.ToUpperInvariant(), Version = version, Segments = segments, Query = QueryHelpers.ParseQuery(query), Headers = headers, Caller = caller, ParsedBody = body };
    }

    /// <summary>Splits <c>/services/data/v67.0/a/b</c>; false where the version is no version.</summary>
    public static bool TrySplit(string path, out string version, out string[] segments)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        segments = [];
        version = parts.Length > 2 ? parts[2] : "";
        if (parts.Length < 3 || parts[0] != "services" || parts[1] != "data" || !ApiVersions.IsKnown(version))
            return false;

        segments = [.. parts[3..].Select(Uri.UnescapeDataString)];
        return true;
    }
}
