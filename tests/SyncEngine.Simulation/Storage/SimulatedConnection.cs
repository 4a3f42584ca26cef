using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace SyncEngine.Simulation.Storage;

/// <summary>A connection to the real SQLite file on which each statement outside a transaction, and each transaction, is a boundary of the simulation.</summary>
internal sealed class SimulatedConnection(HostDatabase database) : DbConnection
{
    private SqliteConnection? _inner;

    public HostDatabase Owner => database;

    public SqliteConnection Inner => _inner ?? throw new InvalidOperationException("The connection is closed.");

    public bool InTransaction { get; set; }

    [AllowNull]
    public override string ConnectionString { get; set; } = "Data Source=simulated";

    public override string Database => "main";

    public override string DataSource => "simulated";

    public override string ServerVersion => "3";

    public override ConnectionState State => _inner is null ? ConnectionState.Closed : ConnectionState.Open;

    public override void Open() => _inner ??= database.Rent();

    public override void Close()
    {
        if (_inner is { } inner)
            database.Return(inner);
        _inner = null;
    }

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        var transaction = new SimulatedTransaction(this, Inner.BeginTransaction());
        InTransaction = true;
        return transaction;
    }

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        if (!database.InWrite)
            await database.PassAsync("begin").ConfigureAwait(false);
        return BeginDbTransaction(isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => new SimulatedCommand { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }
}
