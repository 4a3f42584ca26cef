using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Simulator.Control;
using Simulator.Faults;
using Simulator.Log;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.Pages;

/// <summary>The simulator's pages: plain forms, redirect after post, no script.</summary>
internal static class PageEndpoints
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("").AddEndpointFilter(GuardAsync);
        pages.MapGet(SiteStyle.Path, SiteStyle.Serve);
        pages.MapGet("/login", () => Results.Content("<!DOCTYPE html><html lang=\"en\"><head><title>Login</title></head><body><h1>Log in</h1></body></html>", "text/html; charset=utf-8"));
        pages.MapGet("/", (string? notice) => Show<OrgPage>(("Notice", notice)));
        pages.MapPost("/clock", (HttpContext context, SimulatorClock clock) => AdvanceAsync(context, clock));

        pages.MapGet("/calls", (string? path, string? notice) => Show<CallsPage>(("Path", path), ("Notice", notice)));
        pages.MapGet("/calls/{number:long}", (long number, CallLog log) =>
            log.Latest().FirstOrDefault(call => call.Number == number) is { } call ? (IResult)Show<CallPage>(("Call", call)) : Results.NotFound());
        pages.MapPost("/calls/clear", (CallLog log) => Done(log.Clear, "/calls", "Forgotten."));

        pages.MapGet("/faults", (string? notice) => Show<FaultsPage>(("Notice", notice)));
        pages.MapPost("/faults", (HttpContext context, FaultRules rules) => AddFaultAsync(context, rules));
        pages.MapPost("/faults/clear", (FaultRules rules) => Done(rules.Clear, "/faults", "Every call goes well again."));
        pages.MapPost("/faults/release", async (LateCalls late, CancellationToken cancellationToken) => Back("/faults", $"{await late.ReleaseAsync(null, cancellationToken)} calls were done."));
        pages.MapPost("/faults/{id:int}/remove", (int id, FaultRules rules) => Done(() => rules.Remove(id), "/faults", "Removed."));

        pages.MapGet("/automation", (string? notice) => Show<AutomationPage>(("Notice", notice)));
        pages.MapPost("/automation/{type}/{name}", async (string type, string name, HttpContext context, SchemaChanges changes) =>
        {
            var on = (await context.Request.ReadFormAsync(context.RequestAborted))["on"] == "true";
            changes.Make(new SchemaChange(on ? "enable" : "disable", type, name, null));
            return Back("/automation", $"{name.Replace('_', ' ')} is {(on ? "on" : "off")}.");
        });

        pages.MapGet("/records/{type}", (string type, string? search, bool? deleted, int? offset, string? notice, OrgPeople people) =>
            Show<RecordsPage>(("TypeName", people.Type(type).Name), ("Search", search), ("Deleted", deleted ?? false), ("Offset", Math.Max(0, offset ?? 0)), ("Notice", notice)));
        pages.MapGet("/records/{type}/new", (string type, OrgPeople people) => Show<RecordPage>(("TypeName", people.Type(type).Name)));
        pages.MapGet("/records/{type}/{id}", (string type, string id, string? notice, OrgPeople people) =>
            people.Find(type, id) is { } row ? (IResult)Show<RecordPage>(("TypeName", row.Type), ("Id", row.Id), ("Notice", notice)) : Results.NotFound());
        pages.MapPost("/records/{type}/{id}", SaveAsync);
        pages.MapPost("/records/{type}/{id}/delete", (string type, string id, OrgPeople people) => Done(() => people.Delete(type, id), $"/records/{type}/{id}", "Deleted."));
        pages.MapPost("/records/{type}/{id}/undelete", (string type, string id, OrgPeople people) => Done(() => people.Undelete(type, id), $"/records/{type}/{id}", "Restored."));
    }

    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        if (ControlResults.IsCrossSite(context.HttpContext.Request))
            return Results.Text("Another site's page may not do this.", statusCode: StatusCodes.Status403Forbidden);

        try
        {
            return await next(context);
        }
        catch (OrgException exception)
        {
            return exception.Status == StatusCodes.Status404NotFound ? Results.NotFound() : Results.Text(exception.Message, statusCode: exception.Status);
        }
        catch (Exception exception) when (exception is BadHttpRequestException or InvalidDataException or InvalidOperationException { Source: "Microsoft.AspNetCore.Http" })
        {
            return Results.Text("The form is not understood.", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> SaveAsync(string type, string id, HttpContext context, OrgPeople people)
    {
        var schema = people.Type(type);
        var row = id == "new" ? null : people.Find(type, id) ?? throw OrgException.NotFound();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var entered = form.Where(item => schema.Field(item.Key) is not null).ToDictionary(item => item.Key, item => item.Value.ToString());
        try
        {
            // Only what differs is written, as the org's own pages do.
            var fields = entered
                .Where(item => (row?[schema.Field(item.Key)!] is { } value ? SalesforceOrg.Records.FieldValues.ToText(schema.Field(item.Key)!, value) : "") != item.Value.ReplaceLineEndings("\n"))
                .ToDictionary(item => item.Key, item => item.Value.Length == 0 ? null : item.Value);
            var saved = people.Save(type, row?.Id, JsonSerializer.SerializeToElement(fields));
            return Back($"/records/{schema.Name}/{saved.Id}", "Saved.");
        }
        catch (OrgException exception)
        {
            return Show<RecordPage>(("TypeName", schema.Name), ("Id", row?.Id), ("Entered", entered), ("Problem", string.Join(" ", exception.Errors.Select(error => error.Message))));
        }
    }

    private static async Task<IResult> AdvanceAsync(HttpContext context, SimulatorClock clock)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var unit = form["unit"].LastOrDefault();
        if (unit == "reset")
        {
            clock.Reset();
            return Back("/", "The clock shows real time.");
        }

        if (!double.TryParse(form["amount"], NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) || amount is <= 0 or > 3650)
            return Show<OrgPage>(("Problem", "The clock goes forward by 1 to 3650."));

        clock.Advance(unit switch { "minutes" => TimeSpan.FromMinutes(amount), "hours" => TimeSpan.FromHours(amount), _ => TimeSpan.FromDays(amount) });
        return Back("/", $"The clock went forward by {amount.ToString(CultureInfo.InvariantCulture)} {unit}.");
    }

    private static async Task<IResult> AddFaultAsync(HttpContext context, FaultRules rules)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
        double? Number(string name) => double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        try
        {
            var kind = Enum.TryParse<FaultKind>(Text("kind"), out var known) ? known : throw new ArgumentException("Choose what happens.");
            rules.Add(new FaultRule
            {
                Kind = kind,
                Code = kind is FaultKind.Error or FaultKind.Partial ? Text("code") : null,
                Status = (int?)Number("status"),
                Method = Text("method"),
                Object = Text("object"),
                Path = Text("path"),
                Count = (int?)Number("count"),
                Rate = Number("rate"),
                Delay = Number("delay") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            });
            return Back("/faults", "Injected.");
        }
        catch (ArgumentException exception)
        {
            return Show<FaultsPage>(("Problem", exception.Message));
        }
    }

    private static SeeOther Done(Action work, string then, string notice)
    {
        work();
        return Back(then, notice);
    }

    // A 303, so that the browser asks for the page and a reload posts nothing.
    private static SeeOther Back(string path, string notice) => new SeeOther($"{path}?notice={Uri.EscapeDataString(notice)}");

    private static PageResult Show<TPage>(params (string Name, object? Value)[] parameters) where TPage : IComponent =>
        new(typeof(TPage), parameters.ToDictionary(item => item.Name, item => item.Value));

    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
