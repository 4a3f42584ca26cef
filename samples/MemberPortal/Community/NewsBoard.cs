using MemberPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace MemberPortal.Community;

/// <summary>The latest news, the same for everybody: read once in ten seconds, however many look. Thread-safe.</summary>
internal sealed class NewsBoard(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private volatile Reading? _last;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Announcement>> LatestAsync(CancellationToken cancellationToken = default)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < Fresh)
            return last.News;

        var at = time.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var news = await context.Announcements.AsNoTracking().OrderByDescending(one => one.PublishedAt).Take(50).ToListAsync(cancellationToken);
        _last = new Reading(at, news);
        return news;
    }

    /// <summary>After something was published here: whoever looks next sees it.</summary>
    public void Turn() => _last = null;

    private sealed record Reading(long At, IReadOnlyList<Announcement> News);
}
