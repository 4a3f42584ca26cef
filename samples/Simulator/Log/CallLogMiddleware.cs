using System.Diagnostics;

namespace Simulator.Log;

/// <summary>Writes down each call to the simulated services; the simulator's own pages and its API are left out.</summary>
internal sealed class CallLogMiddleware(RequestDelegate next, CallLog log, SimulatorClock clock)
{
    /// <summary>Where a fault leaves its name for the log.</summary>
    public const string FaultItem = "simulator.fault";

    /// <summary>Set on a call that was cut without an answer.</summary>
    public const string NoAnswerItem = "simulator.no-answer";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsSimulated(request))
        {
            await next(context);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var at = clock.GetUtcNow();
        var path = Redaction.Path(request.Path + request.QueryString.Value);
        ExcerptStream? excerpt = null;
        if (!HttpMethods.IsGet(request.Method))
            request.Body = excerpt = new ExcerptStream(request.Body);

        try
        {
            await next(context);
        }
        finally
        {
            var fault = context.Items[FaultItem] as string;
            var status = context.Items.ContainsKey(NoAnswerItem) || context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            log.Add(number => new CallEntry(number, at, request.Method, path, status, Stopwatch.GetElapsedTime(started).TotalMilliseconds,
                Client(request), fault, Redaction.Body(request.Path, request.ContentType, excerpt?.Text())));
        }
    }

    public static bool IsSimulated(HttpRequest request) =>
        request.Path.StartsWithSegments("/services") || request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/id");

    // The name that the caller gives itself, for Salesforce in Sforce-Call-Options.
    private static string? Client(HttpRequest request)
    {
        foreach (var part in request.Headers["Sforce-Call-Options"].ToString().Split(','))
        {
            if (part.Trim() is ['c', 'l', 'i', 'e', 'n', 't', '=', .. var name])
                return name;
        }

        return null;
    }
}
