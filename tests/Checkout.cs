namespace Tests;

/// <summary>Where these tests were built. Not by <c>[CallerFilePath]</c>: a build for CI writes <c>/_/</c> for the repository's root.</summary>
internal static class Checkout
{
    /// <summary>The folder of <c>Connector.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;

    /// <summary>A folder or file of the repository.</summary>
    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run inside the repository.");
        return folder.FullName;
    }
}
