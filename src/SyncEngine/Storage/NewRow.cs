using SyncEngine.Model;

namespace SyncEngine.Storage;

/// <summary>A row to add.</summary>
/// <param name="Values">A string, int, long or null for each column without an expression, in their order.</param>
/// <param name="Mark">The mark to make if the row was not there yet.</param>
public sealed record NewRow(IReadOnlyList<object?> Values, MarkRequest? Mark = null);
