using System.Data.Common;
using System.Globalization;

namespace SyncEngine.Storage;

/// <summary>Short ways to write commands against an open store.</summary>
internal static class StoreCommands
{
    public static DbCommand Command(this IStoreTransaction store, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = store.Connection.CreateCommand();
        command.CommandText = sql;
        if (store is not StoreTransaction { IsReading: true })
            command.Transaction = store.Transaction;
        foreach (var (name, value) in parameters)
            command.Add(name, value);

        return command;
    }

    public static async Task<int> ExecuteAsync(
        this IStoreTransaction store, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = store.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this IStoreTransaction store, string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = store.Command(sql, parameters);
        return await command.ReadAllAsync(read, cancellationToken);
    }

    public static async Task<List<T>> ReadAllAsync<T>(this DbCommand command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));

        return rows;
    }

    public static void Add(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Adds texts as one parameter and returns what a column is compared with to be one of them.</summary>
    public static string IsOneOf(this IStoreTransaction store, DbCommand command, string name, IReadOnlyCollection<string> values)
    {
        var dialect = ((StoreTransaction)store).Dialect;
        command.Add($"@{name}", dialect.TextList(values));
        return dialect.IsOneOf($"@{name}");
    }

    /// <summary>Adds rows as one parameter and returns the SELECT that reads them.</summary>
    public static string RowsFrom(this IStoreTransaction store, DbCommand command, IReadOnlyCollection<object?[]> rows, params string[] types)
    {
        command.Add("@rows", RowJson.Write(rows));
        return ((StoreTransaction)store).Dialect.RowsFrom("@rows", types);
    }

    /// <summary>Adds the values as parameters and returns <c>(@prefix0, @prefix1, …)</c> for IN; there must be one at least.</summary>
    public static string List<T>(this DbCommand command, string prefix, IReadOnlyCollection<T> values)
    {
        var names = values.Select((value, index) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"@{prefix}{index}");
            command.Add(name, value);
            return name;
        }).ToArray();
        return $"({string.Join(", ", names)})";
    }

    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Time(this DbDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);
}
