using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Simulation.Site;

/// <summary>
/// Fresh site databases, copied from one that was made once. Triggers beside the site's tables write down every committed value: the
/// oracle's own record of what was saved, which a crash cannot part from the save.
/// </summary>
internal static class SiteFile
{
    private static readonly Lazy<byte[]> Template = new(Make);

    public static string NewFolder()
    {
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, $"syncengine-simulation-{Guid.NewGuid():n}")).FullName;
    }

    public static string Create(string folder, string? script)
    {
        var file = Path.Combine(folder, "site.db");
        File.WriteAllBytes(file, Template.Value);
        if (script is not null)
        {
            using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = script;
            command.ExecuteNonQuery();
        }

        return file;
    }

    private static byte[] Make()
    {
        var folder = NewFolder();
        var file = Path.Combine(folder, "template.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            using var context = new SiteContext(new DbContextOptionsBuilder<SiteContext>().UseSqlite(connection).Options);
            context.Database.EnsureCreated();
            connection.Open();
            Execute("CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL, field TEXT NOT NULL, value TEXT NULL)");
            Watch("Members", [.. SiteMapping.MemberFields.Keys, "OrganizationId"]);
            Watch("Organizations", SiteMapping.OrganizationFields.Keys);
            Execute("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)");

            void Watch(string table, IEnumerable<string> fields)
            {
                foreach (var field in fields)
                {
                    Execute($"CREATE TRIGGER {table}_{field}_insert AFTER INSERT ON \"{table}\" BEGIN {Note(table, "NEW", field, $"NEW.\"{field}\"")} END");
                    Execute($"CREATE TRIGGER {table}_{field}_update AFTER UPDATE OF \"{field}\" ON \"{table}\" WHEN OLD.\"{field}\" IS NOT NEW.\"{field}\" BEGIN {Note(table, "NEW", field, $"NEW.\"{field}\"")} END");
                }

                Execute($"CREATE TRIGGER {table}_delete AFTER DELETE ON \"{table}\" BEGIN {Note(table, "OLD", "(deleted)", "NULL")} END");
            }

            string Note(string table, string row, string field, string value) =>
                $"INSERT INTO audit (at, entity, key, field, value) VALUES (CAST(unixepoch('subsec') * 1000 AS INTEGER), '{table}', {row}.Id, '{field}', {value});";

            void Execute(string sql)
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }
        }

        var bytes = File.ReadAllBytes(file);
        Directory.Delete(folder, recursive: true);
        return bytes;
    }
}
