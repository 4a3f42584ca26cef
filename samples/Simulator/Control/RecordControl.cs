using System.Text.Json;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.Control;

/// <summary><c>/simulator/records/…</c>: the org's records past its API, and edits by another user or another site.</summary>
internal static class RecordControl
{
    public static void MapRecordControl(this RouteGroupBuilder control)
    {
        var records = control.MapGroup("records/{type}");
        records.MapGet("", (string type, OrgPeople people, string? search, bool? deleted, int? offset, int? limit) =>
        {
            var (rows, total) = people.Page(type, search, deleted ?? false, Math.Max(0, offset ?? 0), Math.Clamp(limit ?? 200, 1, 2000));
            return ControlResults.Ok(new { total, records = rows.Select(row => Fields(people.Type(type), row)) });
        });
        records.MapPost("", async (string type, HttpContext context, OrgPeople people, string? client) =>
            Results.Json(Fields(people.Type(type), people.Save(type, null, await BodyAsync(context), client)), ControlResults.Json, statusCode: StatusCodes.Status201Created));
        records.MapGet("{id}", (string type, string id, OrgPeople people) =>
            ControlResults.Ok(Fields(people.Type(type), people.Find(type, id) ?? throw OrgException.NotFound())));
        records.MapPatch("{id}", async (string type, string id, HttpContext context, OrgPeople people, string? client) =>
            ControlResults.Ok(Fields(people.Type(type), people.Save(type, id, await BodyAsync(context), client))));
        records.MapDelete("{id}", (string type, string id, OrgPeople people, string? client) =>
        {
            people.Delete(type, id, client);
            return ControlResults.Ok(new { deleted = id });
        });
        records.MapPost("{id}/undelete", (string type, string id, OrgPeople people) => ControlResults.Ok(Fields(people.Type(type), people.Undelete(type, id))));
        records.MapPost("{id}/merge", async (string type, string id, HttpContext context, OrgPeople people) =>
            ControlResults.Ok(Fields(people.Type(type), people.Merge(type, id, (await ControlResults.ReadAsync<MergeRequest>(context)).Losers))));
        records.MapPut("{id}/permission", async (string type, string id, HttpContext context, OrgPeople people) =>
        {
            var permission = await ControlResults.ReadAsync<Permission>(context);
            if (people.Find(type, id) is null)
                throw OrgException.NotFound();
            people.Permit(id, permission.Visible ?? true, permission.Writable ?? true);
            return ControlResults.Ok(new { visible = permission.Visible ?? true, writable = permission.Writable ?? true });
        });
    }

    /// <summary>A record as the API of Salesforce would show it, with every field.</summary>
    public static Dictionary<string, object?> Fields(ObjectSchema type, OrgRow row) =>
        type.Fields.Where(field => field.Ordinal != SystemFields.MasterRecordId || SystemFields.IsMergeable(type.Name)).ToDictionary(field => field.Name, field => row[field] switch
        {
            DateTime moment => FieldValues.ToText(moment),
            var value => value,
        });

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body is no JSON: {exception.Message}");
        }
    }

    private sealed record MergeRequest(IReadOnlyList<string> Losers);

    private sealed record Permission(bool? Visible, bool? Writable);
}
