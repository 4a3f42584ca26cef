namespace SyncEngine.Model;

/// <summary>Who or what made a key dirty. It tells the journal's story and decides nothing.</summary>
/// <param name="Origin">Where it came from: <c>user</c>, <c>admin</c>, <c>webhook</c>, <c>event</c>, <c>poll</c>, <c>sweep</c>, <c>schedule</c>, <c>engine</c>.</param>
/// <param name="Reference">Which one: a user id, a webhook id, a replay id; never an e-mail address or a name.</param>
public sealed record Cause(string Origin, string? Reference = null)
{
    /// <summary>The engine itself.</summary>
    public static Cause Engine { get; } = new("engine");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Cause Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', 2);
        return new Cause(parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <summary><c>origin:reference</c>, as stored.</summary>
    public override string ToString() => Reference is null ? Origin : $"{Origin}:{Reference}";
}
