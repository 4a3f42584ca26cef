using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SyncEngine.Storage;

/// <summary>Sets each connection up as the dialect wants it: the site's own as well as the engine's.</summary>
internal sealed class ConnectionInterceptor : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Dialects.For(eventData.Context).PrepareAsync(connection, CancellationToken.None).GetAwaiter().GetResult();

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Dialects.For(eventData.Context).PrepareAsync(connection, cancellationToken);
}
