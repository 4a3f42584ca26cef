namespace SyncEngine.Capture;

/// <summary>A mapped field and the paths from the entity that its value is read from: <c>LastName</c>, <c>Address.City</c>.</summary>
internal sealed record CapturedField(string Name, IReadOnlyList<string> Paths)
{
    /// <summary>Whether a change at a path may change the value: at it, above it, or below it.</summary>
    public bool DependsOn(string changed) => Paths.Any(path => Covers(path, changed) || Covers(changed, path));

    private static bool Covers(string whole, string part) =>
        part.StartsWith(whole, StringComparison.Ordinal) && (part.Length == whole.Length || part[whole.Length] == '.');
}
