using SyncEngine.Model;

namespace SyncEngine.Storage;

/// <summary>A table of the site's or of a package's own that takes in what comes from outside, such as webhooks: see <see cref="ISyncStore.AddAsync"/>.</summary>
/// <param name="Table">Its name, as SQL.</param>
/// <param name="Columns">Its columns; the first is its key, of type text.</param>
public sealed record NewRows(string Table, IReadOnlyList<NewRowColumn> Columns);

/// <summary>A column of <see cref="NewRows"/>.</summary>
/// <param name="Name">Its name, as SQL.</param>
/// <param name="Type">How the database stores it: <c>text</c>, <c>integer</c> or <c>bigint</c>.</param>
/// <param name="Expression">SQL for its value, of the other columns and of <c>now</c>, the database's clock in Unix milliseconds. Default: the row has a value for it.</param>
public sealed record NewRowColumn(string Name, string Type = "text", string? Expression = null);

/// <summary>A row to add.</summary>
/// <param name="Values">A string, int, long or null for each column without an expression, in their order.</param>
/// <param name="Mark">The mark to make if the row was not there yet.</param>
public sealed record NewRow(IReadOnlyList<object?> Values, MarkRequest? Mark = null);
