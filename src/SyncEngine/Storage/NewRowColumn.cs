namespace SyncEngine.Storage;

/// <summary>A column of <see cref="NewRows"/>.</summary>
/// <param name="Name">Its name, as SQL.</param>
/// <param name="Type">How the database stores it: <c>text</c>, <c>integer</c> or <c>bigint</c>.</param>
/// <param name="Expression">SQL for its value, of the other columns and of <c>now</c>, the database's clock in Unix milliseconds. Default: the row has a value for it.</param>
public sealed record NewRowColumn(string Name, string Type = "text", string? Expression = null);
