using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SyncEngine.Simulation.Storage;

/// <summary>A real transaction whose commit the host may die before or after.</summary>
internal sealed class SimulatedTransaction(SimulatedConnection connection, SqliteTransaction inner) : DbTransaction
{
    public SqliteTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override Task CommitAsync(CancellationToken cancellationToken = default)
    {
        switch (connection.Owner.TakeDoom())
        {
            case Doom.BeforeCommit:
                Rollback();
                connection.Owner.Die();
                return Never();
            case Doom.AfterCommit:
                Commit();
                connection.Owner.Die();
                return Never();
            default:
                Commit();
                return Task.CompletedTask;
        }
    }

    public override void Commit()
    {
        connection.InTransaction = false;
        inner.Commit();
    }

    public override void Rollback()
    {
        connection.InTransaction = false;
        inner.Rollback();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.InTransaction = false;
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Task Never() => new TaskCompletionSource().Task;
}
