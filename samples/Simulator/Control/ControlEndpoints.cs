using Simulator.Faults;
using Simulator.Log;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Rest;

namespace Simulator.Control;

/// <summary><c>/simulator/…</c>: everything that the pages show and do, as JSON.</summary>
internal static class ControlEndpoints
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(3660);

    public static void MapControl(this IEndpointRouteBuilder app)
    {
        var control = app.MapGroup("/simulator").AddEndpointFilter(ControlResults.GuardAsync);
        control.MapGet("", Summary);
        control.MapGet("calls", (CallLog log, int? limit, string? path, string? method) => ControlResults.Ok(new
        {
            total = log.Total,
            calls = log.Latest().Where(call => (path is null || call.Path.Contains(path, StringComparison.OrdinalIgnoreCase)) && (method is null || call.Method.Equals(method, StringComparison.OrdinalIgnoreCase))).Take(limit ?? 200),
        }));
        control.MapDelete("calls", (CallLog log) => Done(log.Clear));

        control.MapGet("faults", (FaultRules rules) => ControlResults.Ok(new { faults = rules.All }));
        control.MapPost("faults", async (HttpContext context, FaultRules rules) => ControlResults.Ok(rules.Add(await ControlResults.ReadAsync<FaultRule>(context))));
        control.MapPost("faults/script", async (HttpContext context, FaultRules rules) => ControlResults.Ok(new { faults = (await ControlResults.ReadAsync<FaultRule[]>(context)).Select(rules.Add).ToList() }));
        control.MapDelete("faults", (FaultRules rules) => Done(rules.Clear));
        control.MapDelete("faults/{id:int}", (int id, FaultRules rules) => rules.Remove(id) ? ControlResults.Ok(new { removed = id }) : throw OrgException.NotFound());
        control.MapGet("late", (LateCalls late) => ControlResults.Ok(new { late = late.All }));
        control.MapPost("late/release", async (LateCalls late, int? id, CancellationToken cancellationToken) => ControlResults.Ok(new { released = await late.ReleaseAsync(id, cancellationToken) }));

        control.MapGet("clock", (SimulatorClock clock) => Clock(clock));
        control.MapPost("clock", async (HttpContext context, SimulatorClock clock) => Advance(clock, await ControlResults.ReadAsync<ClockStep>(context)));
        control.MapDelete("clock", (SimulatorClock clock) =>
        {
            clock.Reset();
            return Clock(clock);
        });

        control.MapGet("limits", (ApiUsage usage) => Limits(usage));
        control.MapPut("limits", async (HttpContext context, ApiUsage usage) =>
        {
            var wanted = await ControlResults.ReadAsync<LimitsChange>(context);
            if (wanted.Used < 0 || wanted.Max < 1)
                throw new ArgumentException("used must not be negative, and max must be at least 1.");
            (usage.Max, usage.Used) = (wanted.Max ?? usage.Max, wanted.Used ?? usage.Used);
            return Limits(usage);
        });
        control.MapDelete("sessions", (SessionStore sessions) => ControlResults.Ok(new { revoked = sessions.RevokeAll() }));
        control.MapPost("reset", (Reset reset) => Done(reset.Everything));
        control.MapRecordControl();
        control.MapSchemaControl();
        control.MapEventControl();
        control.MapOutboundControl();
    }

    private static IResult Summary(SimulatorClock clock, CallLog log, FaultRules rules, LateCalls late, ApiUsage usage, SessionStore sessions, OrgIdentity identity, OrgPeople people) => ControlResults.Ok(new
    {
        now = clock.GetUtcNow(),
        offset = clock.Offset,
        organizationId = identity.OrganizationId,
        objects = people.Data.Read(() => people.Data.Schema.Objects.Select(type => new { name = type.Name, records = people.Data.Table(type).LiveCount, deleted = people.Data.Table(type).DeletedCount }).ToList()),
        calls = log.Total,
        faults = rules.All.Count,
        late = late.All.Count,
        sessions = sessions.Count,
        apiUsage = new { used = usage.Used, max = usage.Max },
    });

    private static IResult Done(Action work)
    {
        work();
        return ControlResults.Ok(new { done = true });
    }

    private static IResult Clock(SimulatorClock clock) => ControlResults.Ok(new { now = clock.GetUtcNow(), offset = clock.Offset });

    private static IResult Advance(SimulatorClock clock, ClockStep step)
    {
        var by = (step.Advance ?? TimeSpan.Zero) + TimeSpan.FromDays(step.Days ?? 0) + TimeSpan.FromHours(step.Hours ?? 0) + TimeSpan.FromMinutes(step.Minutes ?? 0) + TimeSpan.FromSeconds(step.Seconds ?? 0);
        if (by <= TimeSpan.Zero || by > LongestStep)
            throw new ArgumentException("The clock goes forward by more than nothing and at most ten years: {\"advance\":\"1.00:00:00\"}, or days, hours, minutes, seconds.");

        clock.Advance(by);
        return Clock(clock);
    }

    private static IResult Limits(ApiUsage usage) => ControlResults.Ok(new { used = usage.Used, max = usage.Max });

    private sealed record ClockStep(TimeSpan? Advance, double? Days, double? Hours, double? Minutes, double? Seconds);

    private sealed record LimitsChange(int? Used, int? Max);
}
