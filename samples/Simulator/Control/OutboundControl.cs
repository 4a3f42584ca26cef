using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Events;

namespace Simulator.Control;

/// <summary><c>/simulator/outbound</c>: rules for outbound messages.</summary>
internal static class OutboundControl
{
    public static void MapOutboundControl(this RouteGroupBuilder control)
    {
        control.MapGet("outbound", (OutboundMessages messages) => ControlResults.Ok(new { rules = messages.Rules, waiting = messages.Waiting }));
        control.MapPut("outbound/{name}", async (string name, HttpContext context, OutboundMessages messages, OrgPeople people) =>
        {
            var rule = await ControlResults.ReadAsync<RuleBody>(context);
            var (type, url) = (people.Type(rule.Type).Name, Uri.TryCreate(rule.Url, UriKind.Absolute, out var parsed) ? parsed : throw new ArgumentException($"url is '{rule.Url}'; it must be an address on this machine."));
            messages.Set(new OutboundRule(name, type, url, rule.Fields ?? []));
            return ControlResults.Ok(new { rules = messages.Rules });
        });
        control.MapDelete("outbound/{name}", (string name, OutboundMessages messages) => messages.Remove(name) ? ControlResults.Ok(new { removed = name }) : throw OrgException.NotFound());
    }

    private sealed record RuleBody(string Type, string Url, IReadOnlyList<string>? Fields);
}
