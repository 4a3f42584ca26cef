using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Events;

namespace Simulator.Control;

/// <summary><c>/simulator/events/…</c>: what goes wrong with change events.</summary>
internal static class EventControl
{
    public static void MapEventControl(this RouteGroupBuilder control)
    {
        var events = control.MapGroup("events");
        events.MapGet("", (ChangeFeed feed) => ControlResults.Ok(new { kept = feed.After(0, null, int.MaxValue).Count, last = Convert.ToBase64String(ChangeFeed.ReplayId(feed.Last)) }));
        events.MapPost("drop", (EventFaults faults) => Done(faults.Drop));
        events.MapPost("expire", (ChangeFeed feed) => Done(feed.Expire));
        events.MapPut("silence", async (HttpContext context, EventFaults faults) =>
        {
            faults.IsSilent = (await ControlResults.ReadAsync<Switch>(context)).On;
            return ControlResults.Ok(new { silent = faults.IsSilent });
        });
        events.MapPut("unavailable", async (HttpContext context, EventFaults faults) =>
        {
            faults.IsUnavailable = (await ControlResults.ReadAsync<Switch>(context)).On;
            return ControlResults.Ok(new { unavailable = faults.IsUnavailable });
        });
        events.MapPost("lose", async (HttpContext context, ChangeFeed feed) =>
        {
            var count = (await ControlResults.ReadAsync<Count>(context)).Changes;
            return Done(() => feed.Lose(count >= 0 ? count : throw new ArgumentException("changes must not be negative.")));
        });
        events.MapPost("gap", async (HttpContext context, ChangeFeed feed, OrgPeople people) =>
        {
            var gap = await ControlResults.ReadAsync<Gap>(context);
            if (gap.ChangeType is not ("GAP_CREATE" or "GAP_UPDATE" or "GAP_DELETE" or "GAP_UNDELETE" or "GAP_OVERFLOW"))
                throw new ArgumentException("changeType must be GAP_CREATE, GAP_UPDATE, GAP_DELETE, GAP_UNDELETE or GAP_OVERFLOW.");
            return Done(() => feed.AddGap(people.Type(gap.Type), gap.ChangeType, gap.RecordIds ?? []));
        });
    }

    private static IResult Done(Action work)
    {
        work();
        return ControlResults.Ok(new { done = true });
    }

    private sealed record Switch(bool On);

    private sealed record Count(int Changes);

    private sealed record Gap(string Type, string ChangeType, IReadOnlyList<string>? RecordIds);
}
