using System.Text.Json;
using Microsoft.Data.Sqlite;
using SyncEngine.Ledger;
using SyncEngine.Simulation.Histories;

namespace SyncEngine.Simulation.Oracle;

/// <summary>What the oracle finds in the site's file, read past the engine.</summary>
internal sealed class Evidence : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly bool _isNaive;

    public Evidence(World world)
    {
        _connection = new SqliteConnection($"Data Source={world.File};Pooling=False");
        _connection.Open();
        _isNaive = world.Naive is not null;
    }

    /// <summary>Every value that was ever committed, in order.</summary>
    public IReadOnlyList<Committed> Commits { get; private set; } = [];

    /// <summary>The mapped fields of the records that are on the site now, by key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string?>> Local { get; private set; } = new Dictionary<string, IReadOnlyDictionary<string, string?>>();

    public IReadOnlyDictionary<string, string> Links { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Work> Rows { get; private set; } = [];

    public IReadOnlyList<JournalLine> Journal { get; private set; } = [];

    public IReadOnlyList<string> Pauses { get; private set; } = [];

    public long Marks { get; private set; }

    /// <summary>Nothing is pending but what waits for a person, or for what waits for a person.</summary>
    public bool IsAtRest()
    {
        const string Pending =
            """
            SELECT (SELECT count(*) FROM sync_mark) + (SELECT count(*) FROM sync_run WHERE state = 0) + (SELECT count(*) FROM sync_work w WHERE state IN (0, 1)
                OR (state = 2 AND NOT EXISTS (SELECT 1 FROM sync_work p WHERE p.key = w.waiting_on AND p.state IN (3, 4))))
            """;
        if (_isNaive)
            return Query("SELECT count(*) FROM queue", reader => reader.GetInt64(0))[0] == 0;
        return Exists("sync_work") && Convert.ToInt64(Query(Pending, reader => reader.GetInt64(0))[0]) == 0;
    }

    public void Collect()
    {
        Commits = Query("SELECT at, entity, key, field, value FROM audit ORDER BY id", reader => new Committed(
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), Key(reader.GetString(1), reader.GetString(2)), reader.GetString(3), Text(reader, 4)));
        var local = new Dictionary<string, IReadOnlyDictionary<string, string?>>();
        foreach (var (table, fields) in new[] { ("Members", Site.SiteMapping.MemberFields), ("Organizations", Site.SiteMapping.OrganizationFields) })
        {
            var names = fields.Keys.ToList();
            if (table == "Members")
                names.Add("OrganizationId");
            foreach (var (key, values) in Query($"SELECT Id, {string.Join(", ", names)} FROM {table}", reader => (
                Key(table, reader.GetString(0)), names.Select((name, index) => (name, Text(reader, index + 1))).ToDictionary(pair => pair.name, pair => pair.Item2))))
                local[key] = values;
        }

        Local = local;
        if (!Exists("sync_journal"))
            return;

        Links = Query("SELECT mapping, external_id, remote_id FROM sync_link", reader => ($"record:{reader.GetString(0)}:{reader.GetString(1)}", reader.GetString(2)))
            .ToDictionary(link => link.Item1, link => link.Item2);
        Rows = Query("SELECT key, state, failure, waiting_on, lease_until FROM sync_work", reader => new Work(
            reader.GetString(0), (WorkState)reader.GetInt32(1), Reason(Text(reader, 2)), Text(reader, 3)));
        Journal = Query("SELECT at, key, action, fields, note FROM sync_journal ORDER BY id", reader => new JournalLine(
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), reader.GetString(1), (JournalAction)reader.GetInt32(2), Text(reader, 3) ?? "", Text(reader, 4)));
        Pauses = Query("SELECT scope, failure FROM sync_pause", reader => $"{reader.GetString(0)}: {Reason(Text(reader, 1))}");
        Marks = Query("SELECT count(*) FROM sync_mark", reader => reader.GetInt64(0))[0];
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>The work key of a row of the site's.</summary>
    public static string Key(string table, string id) => $"record:{table[..^1]}:{id.ToLowerInvariant()}";

    private static string? Reason(string? failure) =>
        failure is null ? null : JsonDocument.Parse(failure).RootElement.EnumerateObject().FirstOrDefault(part => part.Name.Equals("reason", StringComparison.OrdinalIgnoreCase)).Value.ToString();

    private bool Exists(string table) => Query($"SELECT 1 FROM sqlite_master WHERE name = '{table}'", _ => true).Count > 0;

    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A value that a transaction of the site committed.</summary>
    internal sealed record Committed(DateTimeOffset At, string Key, string Field, string? Value);

    /// <summary>A row of the ledger that is still there.</summary>
    internal sealed record Work(string Key, WorkState State, string? Reason, string? WaitingOn);

    /// <summary>A line of the journal.</summary>
    internal sealed record JournalLine(DateTimeOffset At, string Key, JournalAction Action, string Fields, string? Note);
}
