using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Resources;

/// <summary>Stripe's search, as far as clauses of equality joined by AND go. Here it does not lag; there it can by an hour.</summary>
internal static partial class Search
{
    public static JsonObject Page(ApiCall call, string kind)
    {
        var query = call.Required("query");
        var clauses = query.Split(" AND ", StringSplitOptions.TrimEntries).Select(clause => Clause().Match(clause) is { Success: true } match
            ? (Path: match.Groups["meta"].Success ? $"metadata.{match.Groups["meta"].Value}" : match.Groups["field"].Value, Value: match.Groups["value"].Value)
            : throw StripeError.NotModelled($"The search clause {clause}")).ToList();
        var found = call.Work.State.NewestFirst(kind).Select(doc => doc.Body)
            .Where(body => !body.Flag("deleted") && clauses.All(clause => body.Text(clause.Path) == clause.Value));
        var limit = (int)(call.Params.Number("limit") ?? 10);
        var data = found.Take(limit + 1).ToList();
        return new JsonObject
        {
            ["object"] = "search_result",
            ["data"] = new JsonArray([.. data.Take(limit).Select(body => body.Copy())]),
            ["has_more"] = data.Count > limit,
            ["next_page"] = null,
            ["url"] = call.Path,
        };
    }

    [GeneratedRegex("""^(?:metadata\[["'](?<meta>[^"']+)["']\]|(?<field>[a-z_]+)):\s*["'](?<value>[^"']*)["']$""")]
    private static partial Regex Clause();
}
