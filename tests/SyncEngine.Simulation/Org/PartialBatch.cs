using System.Text;
using System.Text.Json.Nodes;
using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Org;

/// <summary>A collection of which some rows meet a lock: the others are carried out, and the answer tells by index.</summary>
internal static class PartialBatch
{
    public static WireAnswer Execute(World world, WireRequest request)
    {
        if (request.Body.Length == 0 || JsonNode.Parse(request.Body) is not JsonObject body || body["records"] is not JsonArray records)
            return world.Org.Execute(request);

        var all = records.ToList();
        var through = all.Select(_ => world.Choose(2) == 0).ToList();
        var kept = new JsonArray([.. all.Where((_, index) => through[index]).Select(record => record!.DeepClone())]);
        var results = new Queue<JsonNode?>();
        if (kept.Count > 0)
        {
            body["records"] = kept;
            var answer = world.Org.Execute(request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) });
            if (JsonNode.Parse(answer.Body) is not JsonArray done)
                return answer;
            results = new Queue<JsonNode?>(done.Select(result => result?.DeepClone()));
        }

        var merged = new JsonArray([.. through.Select(carried => carried
            ? results.Dequeue()
            : JsonNode.Parse("""{"success":false,"errors":[{"statusCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access to this record","fields":[]}]}"""))]);
        return new WireAnswer(200, "application/json", Encoding.UTF8.GetBytes(merged.ToJsonString()));
    }
}
