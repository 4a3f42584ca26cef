using Microsoft.EntityFrameworkCore;
using SyncEngine.Simulation.Site;

namespace SyncEngine.Simulation.Naive;

/// <summary>The queue table of the naive strategies. Triggers fill it, in the transaction of the save: better than most sites have it.</summary>
internal static class NaiveQueue
{
    public const string Script =
        """
        CREATE TABLE queue (id INTEGER PRIMARY KEY AUTOINCREMENT, entity TEXT NOT NULL, key TEXT NOT NULL);
        CREATE TRIGGER queue_member_insert AFTER INSERT ON Members BEGIN INSERT INTO queue (entity, key) VALUES ('Members', NEW.Id); END;
        CREATE TRIGGER queue_member_update AFTER UPDATE ON Members BEGIN INSERT INTO queue (entity, key) VALUES ('Members', NEW.Id); END;
        CREATE TRIGGER queue_organization_insert AFTER INSERT ON Organizations BEGIN INSERT INTO queue (entity, key) VALUES ('Organizations', NEW.Id); END;
        CREATE TRIGGER queue_organization_update AFTER UPDATE ON Organizations BEGIN INSERT INTO queue (entity, key) VALUES ('Organizations', NEW.Id); END;
        """;

    public static async Task<List<(string Entity, string Key)>> WaitingAsync(SiteContext site) =>
        [.. (await site.Database.SqlQueryRaw<string>("SELECT entity || ':' || key AS Value FROM queue GROUP BY entity, key ORDER BY min(id)").ToListAsync()).Select(row => (row.Split(':')[0], row.Split(':')[1]))];

    public static Task RemoveAsync(SiteContext site, string key) => site.Database.ExecuteSqlRawAsync("DELETE FROM queue WHERE key = {0}", key);

    public static Task AddAsync(SiteContext site, string entity, string key) => site.Database.ExecuteSqlRawAsync("INSERT INTO queue (entity, key) VALUES ({0}, {1})", entity, key);

    /// <summary>When the site's record was last saved, by the database's clock.</summary>
    public static async Task<DateTimeOffset> SavedAtAsync(SiteContext site, string key) => DateTimeOffset.FromUnixTimeMilliseconds(
        (await site.Database.SqlQueryRaw<long>("SELECT COALESCE(max(at), 0) AS Value FROM audit WHERE key = {0}", key).ToListAsync())[0]);
}
