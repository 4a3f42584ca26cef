using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace SyncEngine.Simulation.Storage;

/// <summary>A real command that waits its turn when no transaction holds the database, and whose text a mutation may have changed.</summary>
internal sealed class SimulatedCommand : DbCommand
{
    private readonly SqliteCommand _inner = new();

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; } = 30;

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbParameterCollection DbParameterCollection => _inner.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    private SimulatedConnection Simulated => (SimulatedConnection)(DbConnection ?? throw new InvalidOperationException("The command has no connection."));

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => Ready().ExecuteNonQuery();

    public override object? ExecuteScalar() => Ready().ExecuteScalar();

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        await PassAsync().ConfigureAwait(false);
        return ExecuteNonQuery();
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        await PassAsync().ConfigureAwait(false);
        return ExecuteScalar();
    }

    protected override DbParameter CreateDbParameter() => _inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Ready().ExecuteReader(behavior);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        await PassAsync().ConfigureAwait(false);
        return ExecuteDbDataReader(behavior);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private SqliteCommand Ready()
    {
        _inner.CommandText = Simulated.Owner.Rewrite(CommandText);
        _inner.Connection = Simulated.Inner;
        _inner.Transaction = (DbTransaction as SimulatedTransaction)?.Inner;
        return _inner;
    }

    // Settings of a connection touch no data.
    private Task PassAsync() =>
        Simulated.InTransaction || Simulated.Owner.InWrite || CommandText.StartsWith("PRAGMA", StringComparison.Ordinal)
            ? Task.CompletedTask
            : Simulated.Owner.PassAsync(CommandText.TrimStart().Split(' ', 2)[0].ToUpperInvariant());
}
