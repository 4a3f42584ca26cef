using System.Collections.Concurrent;
using System.Net;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Metadata;

/// <summary>What descriptions one org gave, shared by all clients of it: fresh for a while, then revalidated; asked for once however many wait.</summary>
internal sealed class MetadataCache(TimeSpan lifetime, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public void Clear() => _entries.Clear();

    public async Task<T> GetAsync<T>(string key, SalesforceHttp http, SalesforceCall call, Func<SalesforceAnswer, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var entry = _entries.GetOrAdd(key, static _ => new Entry());
        if (entry.Kept is { Value: T fresh } kept && time.GetUtcNow() < kept.FreshUntil)
            return fresh;

        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.Kept is { Value: T meanwhile } present && time.GetUtcNow() < present.FreshUntil)
                return meanwhile;

            var old = entry.Kept;
            var answer = await http.SendAsync(old?.LastModified is { } since
                ? call with { MayBeUnmodified = true, Headers = [new("If-Modified-Since", since.ToString("R"))] }
                : call, cancellationToken);
            var value = answer.Status == HttpStatusCode.NotModified && old?.Value is T unchanged ? unchanged : read(answer);
            entry.Kept = new Kept(value, answer.LastModified ?? old?.LastModified, time.GetUtcNow() + lifetime);
            return value;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Kept? Kept { get; set; }
    }

    private sealed record Kept(object Value, DateTimeOffset? LastModified, DateTimeOffset FreshUntil);
}
