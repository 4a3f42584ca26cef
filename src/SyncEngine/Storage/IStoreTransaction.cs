using System.Data.Common;

namespace SyncEngine.Storage;

/// <summary>An open transaction on the site's database, for writes that must commit with the ledger's own.</summary>
public interface IStoreTransaction
{
    /// <summary>The open connection.</summary>
    DbConnection Connection { get; }

    /// <summary>The transaction that every command on the connection must carry.</summary>
    DbTransaction Transaction { get; }

    /// <summary>The database's clock, read once in this transaction.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Appends marks that become visible with this transaction: how one reconciler makes work for another.</summary>
    Task MarkAsync(IReadOnlyCollection<MarkRequest> marks, CancellationToken cancellationToken = default);
}
