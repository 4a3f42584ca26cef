using System.Text.Json;
using System.Text.RegularExpressions;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/composite/graph</c>: several graphs of calls, each kept or undone as a whole.</summary>
internal sealed partial class GraphApi(OrgData data)
{
    private const int MaxGraphs = 75;
    private const int MaxNodes = 500;

    public RestResponse Run(RestRequest request, Func<RestRequest, RestResponse> handle)
    {
        var graphs = CompositeApi.Parts(request.Json(), "graphs", MaxGraphs).Select(graph => (Id: CompositeApi.Text(graph, "graphId") ?? "", Parts: CompositeApi.Parts(graph, "compositeRequest", MaxNodes))).ToList();
        if (graphs.Sum(graph => graph.Parts.Count) > MaxNodes)
            throw new OrgException("LIMIT_EXCEEDED", $"The limit of {MaxNodes} nodes is exceeded");
        if (graphs.Exists(graph => graph.Id.Length == 0) || graphs.DistinctBy(graph => graph.Id).Count() != graphs.Count)
            throw new OrgException("JSON_PARSER_ERROR", "Every graph has a graphId of its own");

        var answers = graphs.ConvertAll(graph => (graph.Id, Answers: CompositeApi.AllOrNone(data, request, InOrder(graph.Parts), handle)));
        return RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("graphs");
            foreach (var (id, parts) in answers)
            {
                json.WriteStartObject();
                json.WriteString("graphId", id);
                json.WritePropertyName("graphResponse");
                CompositeApi.Write(json, parts);
                json.WriteBoolean("isSuccessful", parts.TrueForAll(part => part.Response.IsSuccess));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    // Nodes may stand in any order: what refers to another runs after it.
    private static List<JsonElement> InOrder(List<JsonElement> parts)
    {
        var names = parts.Select(part => CompositeApi.Text(part, "referenceId") ?? "").ToHashSet(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        List<JsonElement> ordered = [], waiting = [.. parts];
        while (waiting.Count > 0)
        {
            var at = Math.Max(0, waiting.FindIndex(part => Reference().Matches(part.GetRawText()).All(match => done.Contains(match.Groups[1].Value) || !names.Contains(match.Groups[1].Value))));
            ordered.Add(waiting[at]);
            done.Add(CompositeApi.Text(waiting[at], "referenceId") ?? "");
            waiting.RemoveAt(at);
        }

        return ordered;
    }

    [GeneratedRegex(@"@\{([^.\[\]}]+)")]
    private static partial Regex Reference();
}
