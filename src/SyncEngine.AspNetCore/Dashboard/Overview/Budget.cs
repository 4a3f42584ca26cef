using System.Globalization;
using Connector.Salesforce;
using Connector.Salesforce.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Dashboard.Hosting;
using SyncEngine.AspNetCore.Dashboard.Markup;

namespace SyncEngine.AspNetCore.Dashboard.Overview;

/// <summary>
/// What is left of the org's API calls, all its integrations together, as Salesforce told with its last answer to this host. No call is made to show it.
/// </summary>
internal static class Budget
{
    public static Html Show(DashboardRequest request)
    {
        var usage = request.Http.RequestServices.GetService<ISalesforceClient>()?.Usage;
        request.Options.Budget.Take(usage);
        return Html.Of(
            $"""
            <section aria-labelledby="budget"><h2 id="budget">Salesforce API calls</h2><div class="sync-card">{(usage is null
                ? Html.Of($"<p>Not known yet: Salesforce tells with its next answer to this host.</p>")
                : Known(request, usage))}</div></section>
            """);
    }

    private static Html Known(DashboardRequest request, ApiUsage usage)
    {
        var share = usage.Used / (double)usage.Max;
        var says = $"{Ui.Count(usage.Used, "call", "calls")} of {usage.Max.ToString("N0", CultureInfo.InvariantCulture)} used in the last 24 hours ({share.ToString("0.#%", CultureInfo.InvariantCulture)}), all integrations of the org together.";
        return Html.Of(
            $"""
            <p>{says}</p>{Chart.Share(says, share, Level(share).Tone)}
            <p>{Level(share).Text}</p><p>{Forecast(request, usage)} <small>Told by Salesforce {request.Time(usage.At)}</small></p>
            """);
    }

    // The allocation is a rolling day: used calls are given back as they turn 24 hours old. At an even pace the use stays where it is.
    private static string Forecast(DashboardRequest request, ApiUsage usage)
    {
        if (request.Options.Budget.Pace() is not { } pace)
            return "Forecast: too early to tell; it needs ten minutes of traffic on this host.";

        var seen = $"over the last {DashboardRequest.Long(pace.Over)}";
        if (pace.AnHour < 1)
            return $"Forecast: the use does not rise {seen}; the allocation lasts.";

        var left = TimeSpan.FromHours(Math.Min(usage.Remaining / pace.AnHour, 10_000));
        var rises = $"{Ui.Count((long)pace.AnHour, "call", "calls")} an hour {seen}";
        return left < TimeSpan.FromDays(1)
            ? $"Forecast: rising by {rises}, it would be used up in {DashboardRequest.Long(left)}. Bulk work waits first, payments go on."
            : $"Forecast: rising by {rises}, it lasts: what was used a day ago is given back before the rest is gone.";
    }

    private static (Tone Tone, string Text) Level(double share) => share switch
    {
        < 0.75 => (Tone.Good, "There is room."),
        < 0.95 => (Tone.Warning, "Getting tight. Bulk work waits first, payments go on; see in Salesforce's setup which integration uses most."),
        _ => (Tone.Bad, "Almost used up. Only payments go on until calls of 24 hours ago are given back; the rest waits and is not lost."),
    };
}
