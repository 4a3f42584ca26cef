using System.Collections.Concurrent;
using System.Diagnostics;

namespace Benchmarks.Records;

/// <summary>Notes when a request that writes leaves for Salesforce, by the name that it carries.</summary>
internal sealed class WriteWatch
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = [];

    /// <summary>The moment at which a write that carries the text leaves.</summary>
    public Task<long> Of(string text) => _awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Stands in the connector's pipeline; a handler for each chain.</summary>
    public DelegatingHandler Handler() => new Watching(this);

    private sealed class Watching(WriteWatch watch) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var at = Stopwatch.GetTimestamp();
            if (request is { Content: { } content } && request.Method == HttpMethod.Patch)
            {
                await content.LoadIntoBufferAsync(cancellationToken);
                var body = await content.ReadAsStringAsync(cancellationToken);
                foreach (var (text, source) in watch._awaited)
                {
                    if (body.Contains(text, StringComparison.Ordinal) && watch._awaited.TryRemove(text, out _))
                        source.TrySetResult(at);
                }
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
