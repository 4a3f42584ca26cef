using Benchmarks.Site;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace Benchmarks.Records;

/// <summary>Members of a benchmark's site, and what became of them.</summary>
internal static class LinkedMembers
{
    /// <summary>Writes members past the engine: rows from before it.</summary>
    public static async Task SeedAsync(string connection, int count, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<PlainContext>().UseSqlite(connection).Options;
        foreach (var chunk in Enumerable.Range(0, count).Chunk(5_000))
        {
            await using var context = new PlainContext(options);
            context.Members.AddRange(chunk.Select(BenchSite.NewMember));
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>Asks for a run over all members and waits until each of them is linked.</summary>
    public static async Task SyncAllAsync(this BenchSite site, int count, CancellationToken cancellationToken)
    {
        await site.Services.GetRequiredService<ISyncRuns>().StartAsync(new SyncRunRequest(nameof(BenchMember)), new Cause("admin", "benchmark"), cancellationToken);
        await site.UntilAsync(async () => await site.CountAsync("sync_link", cancellationToken) == count, cancellationToken);
        await site.IdleAsync(cancellationToken);
    }

    /// <summary>Waits until nothing is marked or worked on any more.</summary>
    public static Task IdleAsync(this BenchSite site, CancellationToken cancellationToken) => site.UntilAsync(
        async () => await site.CountAsync("sync_mark", cancellationToken) + await site.CountAsync("sync_work", cancellationToken) == 0, cancellationToken);

    public static async Task UntilAsync(this BenchSite site, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
        {
            var failures = await site.Services.GetRequiredService<ISyncFailures>().ListAsync(cancellationToken: cancellationToken);
            if (failures.Items.FirstOrDefault(failed => failed.State is SyncState.Failed or SyncState.NeedsDecision) is { } failed)
                throw new InvalidOperationException($"{failed.Key} does not get through: {failed.Failure.Reason}");

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public static Task<long> CountAsync(this BenchSite site, string table, CancellationToken cancellationToken) =>
        site.Services.GetRequiredService<ISyncStore>().ReadAsync(async (reading, token) =>
        {
            await using var command = reading.Connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM {table}";
            return Convert.ToInt64(await command.ExecuteScalarAsync(token), System.Globalization.CultureInfo.InvariantCulture);
        }, cancellationToken);
}
