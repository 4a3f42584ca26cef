using System.Text.Json.Nodes;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>Lists as the API pages them: newest first, by the ids before and after.</summary>
internal static class Lists
{
    /// <summary>A page of the documents of a kind that pass the filter.</summary>
    /// <exception cref="StripeError">The list is that of a customer who never was. One who was deleted lists nothing.</exception>
    public static JsonObject Page(ApiCall call, string kind, Func<JsonObject, bool>? where = null) =>
        call.Text("customer") is { } customer && call.Work.Require("customer", customer, "customer").Flag("deleted")
            ? Of(call.Path, [])
            : Page(call, call.Work.State.NewestFirst(kind).Select(doc => doc.Body)
            .Where(body => !body.Flag("deleted") && Created(call.Params["created"], body) && (where is null || where(body))), Work.Label(kind));

    /// <summary>A page of what stands in the given order.</summary>
    public static JsonObject Page(ApiCall call, IEnumerable<JsonObject> all, string label)
    {
        var limit = call.Params.Number("limit") ?? 10;
        if (limit is < 1 or > 100)
            throw StripeError.Invalid(limit < 1 ? "This value must be greater than or equal to 1 (it currently is '" + limit + "')." : "This value must be less than or equal to 100 (it currently is '" + limit + "').", "limit");
        var (after, before) = (call.Text("starting_after"), call.Text("ending_before"));
        if (after is not null && before is not null)
            throw StripeError.Invalid("You cannot parameterize starting_after and ending_before.");

        var items = all.ToList();
        if (after is not null)
            items = items[(Place(items, after, label, "starting_after") + 1)..];
        var more = items.Count > limit;
        if (before is not null)
        {
            items = items[..Place(items, before, label, "ending_before")];
            more = items.Count > limit;
            items = items[(int)Math.Max(0, items.Count - limit)..];
        }
        return Of(call.Path, items.Take((int)limit), more);
    }

    public static JsonObject Of(string url, IEnumerable<JsonObject> items, bool more = false) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. items.Select(item => item.Copy())]),
        ["has_more"] = more,
        ["url"] = url,
    };

    /// <summary>True where the field is not asked for, or equals what is.</summary>
    public static bool Is(this ApiCall call, JsonObject body, string param, string? path = null) =>
        !call.Params.ContainsKey(param) || call.Text(param) == body.Text(path ?? param);

    private static bool Created(JsonNode? asked, JsonObject body)
    {
        var created = body.Amount("created");
        return asked switch
        {
            JsonObject range => (range.Number("gt") is not { } gt || created > gt) && (range.Number("gte") is not { } gte || created >= gte)
                && (range.Number("lt") is not { } lt || created < lt) && (range.Number("lte") is not { } lte || created <= lte),
            JsonValue exact => exact.ToString() == created.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => true,
        };
    }

    private static int Place(List<JsonObject> items, string id, string label, string param)
    {
        var place = items.FindIndex(item => item.Text("id") == id);
        return place >= 0 ? place : throw StripeError.Missing(label, id, param);
    }
}
