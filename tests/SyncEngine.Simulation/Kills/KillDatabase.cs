namespace SyncEngine.Simulation.Kills;

/// <summary>What the killed hosts run on.</summary>
internal enum KillDatabase
{
    /// <summary>A file, with one host.</summary>
    Sqlite,

    /// <summary>A server, which two hosts share.</summary>
    PostgreSql,
}
