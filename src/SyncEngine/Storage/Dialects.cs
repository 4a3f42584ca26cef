using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncEngine.Storage;

/// <summary>Finds the dialect for the provider that the site's context uses.</summary>
internal static class Dialects
{
    // A model is of one provider. Its name is dear to ask for, and each save asks several times.
    private static readonly ConditionalWeakTable<IModel, IDialect> Known = [];

    public static IDialect For(DbContext? context)
    {
        if (context is null)
            return For((string?)null);
        if (!Known.TryGetValue(context.Model, out var known))
            Known.AddOrUpdate(context.Model, known = For(context.Database.ProviderName));

        return known;
    }

    public static IDialect For(string? provider) => provider switch
    {
        SqliteDialect.Provider => new SqliteDialect(),
        PostgreSqlDialect.Provider => new PostgreSqlDialect(),
        _ => throw new NotSupportedException(
            $"SyncEngine does not know the database provider '{provider ?? "none"}'; it works with {SqliteDialect.Provider} and {PostgreSqlDialect.Provider}."),
    };
}
