using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SyncEngine.Storage;

/// <summary>
/// Contexts for the engine's own statements, which need only their connection: to build one for each costs more than the statements. One that the
/// site has worked with is not lent again, and none is kept for long: what the site configures a context with may change.
/// </summary>
internal sealed class ContextPool<TContext>(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
    where TContext : DbContext
{
    private const int MaxIdle = 8;

    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    private readonly ConcurrentStack<Lease> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Lends a context whose connection is closed. Disposing the lease closes and drops it, unless it was returned.</summary>
    public Lease Rent()
    {
        while (_idle.TryPop(out var idle))
        {
            if (!idle.IsOld(time))
                return idle;

            idle.Drop();
        }

        return new Lease(scopes.CreateAsyncScope(), time.GetTimestamp());
    }

    /// <summary>Takes back a context after work that succeeded and left the site's side of it alone.</summary>
    public async Task ReturnAsync(Lease lease)
    {
        await lease.Context.Database.CloseConnectionAsync();
        if (_isDisposed || _idle.Count >= MaxIdle || lease.IsOld(time))
            return;

        lease.IsReturned = true;
        _idle.Push(lease);
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out var idle))
            idle.Drop();
    }

    public sealed class Lease(AsyncServiceScope scope, long since) : IAsyncDisposable
    {
        public TContext Context { get; } = scope.ServiceProvider.GetRequiredService<TContext>();

        public bool IsReturned { get; set; }

        public bool IsOld(TimeProvider time) => time.GetElapsedTime(since) > MaxAge;

        public void Drop() => scope.Dispose();

        public ValueTask DisposeAsync() => IsReturned ? ValueTask.CompletedTask : scope.DisposeAsync();
    }
}
