namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>A table's column.</summary>
/// <param name="Title">Its heading; on narrow screens each cell carries it.</param>
/// <param name="IsNumber">Whether its cells are numbers and stand to the right.</param>
internal sealed record Column(string Title, bool IsNumber = false)
{
    public static implicit operator Column(string title) => new(title);
}
