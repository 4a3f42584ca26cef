namespace SyncEngine.Storage;

/// <summary>A table of the site's or of a package's own that takes in what comes from outside, such as webhooks: see <see cref="ISyncStore.AddAsync"/>.</summary>
/// <param name="Table">Its name, as SQL.</param>
/// <param name="Columns">Its columns; the first is its key, of type text.</param>
public sealed record NewRows(string Table, IReadOnlyList<NewRowColumn> Columns);
