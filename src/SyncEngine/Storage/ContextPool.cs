using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
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

    private readonly ConcurrentStack<Pooled> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Lends a context; its connection may be open already. Disposing the lease closes and drops it, unless it was returned.</summary>
    public Lease Rent()
    {
        while (_idle.TryPop(out var idle))
        {
            if (!IsOld(idle))
                return new Lease(this, idle);

            idle.Scope.Dispose();
        }

        var scope = scopes.CreateAsyncScope();
        return new Lease(this, new Pooled(scope, scope.ServiceProvider.GetRequiredService<TContext>(), time.GetTimestamp()));
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out var idle))
            idle.Scope.Dispose();
    }

    private bool IsOld(Pooled pooled) => time.GetElapsedTime(pooled.Since) > MaxAge;

    /// <summary>One borrowing. Each has its own: what becomes of a context after it was returned is no longer the borrower's.</summary>
    public sealed class Lease(ContextPool<TContext> pool, Pooled pooled) : IAsyncDisposable
    {
        private bool _isReturned;

        public TContext Context => pooled.Context;

        /// <summary>The context's connection, open.</summary>
        public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
        {
            var connection = pooled.Context.Database.GetDbConnection();
            if (connection.State != ConnectionState.Open)
                await pooled.Context.Database.OpenConnectionAsync(cancellationToken);
            return connection;
        }

        /// <summary>Gives the context back after work that succeeded and left the site's side of it alone.</summary>
        public async Task ReturnAsync()
        {
            // A server's connection is the site's again; to open an embedded database's takes longer than most of our statements.
            if (!Dialects.For(pooled.Context).IsEmbedded)
                await pooled.Context.Database.CloseConnectionAsync();
            if (pool._isDisposed || pool._idle.Count >= MaxIdle || pool.IsOld(pooled))
                return;

            _isReturned = true;
            pool._idle.Push(pooled);
        }

        public ValueTask DisposeAsync() => _isReturned ? ValueTask.CompletedTask : pooled.Scope.DisposeAsync();
    }

    /// <summary>A context with the scope that it lives in, built at <paramref name="Since"/>.</summary>
    public sealed record Pooled(AsyncServiceScope Scope, TContext Context, long Since);
}
