using System.Text.Json;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.Control;

/// <summary><c>/simulator/schema/…</c>: fields, rules, flows and permissions, changed while the org runs.</summary>
internal static class SchemaControl
{
    public static void MapSchemaControl(this RouteGroupBuilder control)
    {
        control.MapGet("schema", (OrgPeople people) => ControlResults.Ok(new { objects = people.Data.Schema.Objects.Select(type => type.Name) }));
        control.MapGet("schema/{type}", (string type, OrgPeople people) => ControlResults.Ok(Show(people.Type(type))));
        control.MapPut("schema/{type}/{kind}/{name}", async (string type, string kind, string name, HttpContext context, OrgPeople people, SchemaChanges changes) =>
        {
            var value = await ControlResults.ReadAsync<Dictionary<string, JsonElement>>(context);
            changes.Make(Change(type, kind, name, value));
            return ControlResults.Ok(Show(people.Type(type)));
        });
        control.MapDelete("schema/{type}/fields/{name}", (string type, string name, OrgPeople people, SchemaChanges changes) =>
        {
            changes.Make(new SchemaChange("remove-field", type, name, null));
            return ControlResults.Ok(Show(people.Type(type)));
        });
        control.MapPut("schema/{type}/hidden", async (string type, HttpContext context, OrgPeople people, SchemaChanges changes) =>
        {
            changes.Make(new SchemaChange("hide-fields", type, "", JsonSerializer.SerializeToElement(await ControlResults.ReadAsync<string[]>(context))));
            return ControlResults.Ok(Show(people.Type(type)));
        });
        control.MapPut("schema/hidden", async (HttpContext context, SchemaChanges changes) =>
        {
            changes.Make(new SchemaChange("hide-objects", "", "", JsonSerializer.SerializeToElement(await ControlResults.ReadAsync<string[]>(context))));
            return ControlResults.Ok(new { done = true });
        });
    }

    // {"enabled":true} alone switches what is there; anything more puts a new one in its place.
    private static SchemaChange Change(string type, string kind, string name, Dictionary<string, JsonElement> value)
    {
        if (kind is "flows" or "validation-rules" or "duplicate-rules" && value is { Count: 1 } && value.TryGetValue("enabled", out var enabled))
            return new SchemaChange(enabled.ValueKind == JsonValueKind.True ? "enable" : "disable", type, name, null);

        return new SchemaChange(kind switch
        {
            "fields" => "field",
            "flows" => "flow",
            "validation-rules" => "validation-rule",
            "duplicate-rules" => "duplicate-rule",
            _ => throw OrgException.NotFound(),
        }, type, name, JsonSerializer.SerializeToElement(value));
    }

    private static object Show(ObjectSchema type) => new
    {
        name = type.Name,
        label = type.Label,
        fields = type.Fields.Select(field => new
        {
            name = field.Name, type = field.Type.ToString().ToLowerInvariant(), label = field.Label, length = field.Length, required = field.IsRequired,
            externalId = field.ExternalId, unique = field.Unique, restrictedPicklist = field.RestrictedPicklist, picklistValues = field.Picklist.Select(item => item.Value),
            formula = field.Calculated?.Text, @default = field.Default?.Text, referenceTo = field.ReferenceTo, hidden = type.Hidden.Contains(field.Name),
        }),
        validationRules = type.ValidationRules.Select(rule => new { name = rule.Name, condition = rule.Condition.Text, message = rule.Message, field = rule.Field, enabled = rule.Enabled }),
        duplicateRules = type.DuplicateRules.Select(rule => new { name = rule.Name, match = rule.Match, allowSave = rule.AllowSave, enabled = rule.Enabled }),
        flows = type.Flows.Select(flow => new { name = flow.Name, when = flow.Condition?.Text, set = flow.Set.ToDictionary(item => item.Key, item => item.Value.Text), enabled = flow.Enabled }),
    };
}
