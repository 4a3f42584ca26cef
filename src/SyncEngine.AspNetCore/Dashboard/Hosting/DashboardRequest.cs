using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Dashboard.Markup;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Dashboard.Hosting;

/// <summary>One request to the room: what pages and actions need of it.</summary>
internal sealed class DashboardRequest(HttpContext http, string path, SyncDashboardOptions options, FormProtection protection)
{
    /// <summary>Where the room is mounted, found from the address that was asked for: it works under any prefix, group and path base.</summary>
    private readonly string _base = http.Request.PathBase.Add(http.Request.Path).ToUriComponent().TrimEnd('/')[..^path.TrimEnd('/').Length];

    public HttpContext Http => http;

    public SyncDashboardOptions Options => options;

    /// <summary>The page's path within the room, such as <c>/journal</c>.</summary>
    public string Path => path;

    public CancellationToken Aborted => http.RequestAborted;

    public DateTimeOffset Now { get; } = (http.RequestServices.GetService<TimeProvider>() ?? TimeProvider.System).GetUtcNow();

    /// <summary>Who acts, for the journal and the audit: a stable id, never a name or an address.</summary>
    public Cause Cause => new("admin", http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? http.User.FindFirstValue("sub"));

    public T Get<T>()
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    /// <summary>What other packages registered for the room; none is fine.</summary>
    public IEnumerable<T> All<T>()
        where T : notnull => http.RequestServices.GetServices<T>();

    /// <summary>Begins to answer with a file instead of a page.</summary>
    public Task StartFileAsync(string name, string beginning, string contentType = "text/csv")
    {
        http.Response.ContentType = $"{contentType}; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(beginning);
    }

    /// <summary>Writes on in the file.</summary>
    public Task WriteAsync(string text) => http.Response.WriteAsync(text, Aborted);

    /// <summary>A query parameter; blank is null.</summary>
    public string? Query(string name) => http.Request.Query[name].ToString().Trim() is { Length: > 0 } value ? value : null;

    /// <summary>An address within the room; parameters without a value are left out.</summary>
    public string Url(string within, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var builder = new QueryBuilder();
        foreach (var (name, value) in query)
        {
            if (!string.IsNullOrEmpty(value))
                builder.Add(name, value);
        }

        return (within == "/" && _base.Length > 0 ? _base : _base + within) + builder;
    }

    /// <summary>An address of the site, under its path base; a full one stays as it is.</summary>
    public string SiteUrl(string url) => url.StartsWith('/') ? http.Request.PathBase + url : url;

    /// <summary>The page that is shown, with other parameters in place of its own.</summary>
    public string Here(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var all = http.Request.Query.Where(pair => pair.Key is not ("said" or "count")).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        foreach (var (name, value) in changes)
            all[name] = value;
        return Url(path, [.. all.Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>A form that posts to an action of the room; it works without script and carries its own token.</summary>
    /// <param name="action">The action's path within the room.</param>
    /// <param name="button">The button's text.</param>
    /// <param name="about">What it acts on, for those who hear the button without what stands around it.</param>
    /// <param name="style">The button's class.</param>
    /// <param name="more">Visible fields before the button.</param>
    /// <param name="fields">Hidden fields.</param>
    public Html Form(
        string action, string button, string? about = null, string? style = null, Html more = default, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        return Html.Of(
            $"""
            {Open(action, "sync-form", [("back", Here()), .. fields])}{more}<button type="submit" class="sync-button {style}">{button}{Ui.Hidden(about)}</button></form>
            """);
    }

    /// <summary>A form's beginning, with its token and its hidden fields; the caller writes the rest and closes it.</summary>
    public Html Open(string action, string style, params ReadOnlySpan<(string Name, string? Value)> fields) => Html.Of(
        $"""
        <form method="post" action="{Url(action)}" class="{style}">{new[] { protection.Token(http) }.Concat(fields.ToArray()).Where(field => field.Value is not null).Select(field =>
            Html.Of($"""<input type="hidden" name="{field.Name}" value="{field.Value}">"""))}
        """);

    /// <summary>A moment, with how long ago it was.</summary>
    public Html Time(DateTimeOffset? at)
    {
        if (at is not { } moment)
            return Html.Of($"""<span class="sync-blank">never</span>""");

        var shown = TimeZoneInfo.ConvertTime(moment, options.TimeZone);
        return Html.Of(
            $"""
            <time datetime="{moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{shown.ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)}</time> <small class="sync-ago">{Ago(moment)}</small>
            """);
    }

    /// <summary>How long, in its largest unit.</summary>
    public static string Long(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => Ui.Count(Math.Max(0, (long)span.TotalSeconds), "second", "seconds"),
        { TotalMinutes: < 90 } => Ui.Count((long)span.TotalMinutes, "minute", "minutes"),
        { TotalHours: < 36 } => Ui.Count((long)span.TotalHours, "hour", "hours"),
        _ => Ui.Count((long)span.TotalDays, "day", "days"),
    };

    private string Ago(DateTimeOffset moment) => (Now - moment).TotalSeconds switch
    {
        >= 1 => $"{Long(Now - moment)} ago",
        <= -1 => $"in {Long(moment - Now)}",
        _ => "just now",
    };
}
