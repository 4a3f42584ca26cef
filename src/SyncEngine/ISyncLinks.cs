using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Finds the pages that another service has of a record, for the control room to lead there. A package that knows some registers one.</summary>
public interface ISyncLinks
{
    /// <summary>The pages, each with its text; empty when there are none. Reads the site's database only.</summary>
    Task<IReadOnlyList<(string Text, Uri Address)>> FindAsync(WorkKey key, CancellationToken cancellationToken = default);
}
