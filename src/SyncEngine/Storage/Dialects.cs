namespace SyncEngine.Storage;

/// <summary>Finds the dialect for the provider that the site's context uses.</summary>
internal static class Dialects
{
    public static IDialect For(string? provider) => provider switch
    {
        SqliteDialect.Provider => new SqliteDialect(),
        PostgreSqlDialect.Provider => new PostgreSqlDialect(),
        _ => throw new NotSupportedException(
            $"SyncEngine does not know the database provider '{provider ?? "none"}'; it works with {SqliteDialect.Provider} and {PostgreSqlDialect.Provider}."),
    };
}
