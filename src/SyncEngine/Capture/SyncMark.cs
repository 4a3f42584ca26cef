namespace SyncEngine.Capture;

/// <summary>
/// A mark as the site's own context inserts it, in the very <c>SaveChanges</c> that made it necessary. The time of marking is the
/// database's, by the column's default. Mapped by <c>modelBuilder.AddSyncEngine()</c>; a site has no business with it.
/// </summary>
internal sealed class SyncMark
{
    public required Guid Id { get; init; }

    public required string Key { get; init; }

    public required int Lane { get; init; }

    public required string Cause { get; init; }

    public string? Fields { get; init; }
}
