using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Storage;

/// <summary>An open transaction on the site's database, for writes that must commit with the ledger's own.</summary>
public interface IStoreTransaction
{
    /// <summary>The open connection.</summary>
    DbConnection Connection { get; }

    /// <summary>True when the connection was opened for reading, without a transaction.</summary>
    bool IsReading { get; }

    /// <summary>The transaction that every command on the connection must carry; throws when it was opened for reading.</summary>
    DbTransaction Transaction { get; }

    /// <summary>The database's clock, read once in this transaction.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Appends marks that become visible with this transaction: how one reconciler makes work for another.</summary>
    Task MarkAsync(IReadOnlyCollection<MarkRequest> marks, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes the site's own rows in this transaction, through the site's context: it saves, so that mapped entities are captured as in any other save.
    /// </summary>
    Task ChangeSiteAsync(Func<DbContext, CancellationToken, Task> change, CancellationToken cancellationToken = default);

    /// <summary>Reads the site's own rows through the site's context, as this transaction sees them.</summary>
    Task<TResult> ReadSiteAsync<TResult>(Func<DbContext, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken = default);
}
