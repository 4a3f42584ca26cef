using System.Reflection;

namespace SyncEngine.Storage;

/// <summary>A package's tables: scripts embedded as <c>PREFIX.DIALECT.NNNN_name.sql</c>, applied in order, each once.</summary>
/// <param name="Name">The set's name, which its version is kept under.</param>
/// <param name="Assembly">Where the scripts are embedded.</param>
/// <param name="Prefix">The resource names' part before the dialect, such as <c>SyncEngine.Storage.Scripts</c>.</param>
public sealed record SchemaScripts(string Name, Assembly Assembly, string Prefix)
{
    internal IReadOnlyList<(int Version, string Sql)> For(string dialect)
    {
        (int Version, string Sql)[] scripts = [.. Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Prefix}.{dialect}.", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Version: int.Parse(name[$"{Prefix}.{dialect}.".Length..].Split('_')[0].TrimStart('_'), System.Globalization.CultureInfo.InvariantCulture), Name: name))
            .OrderBy(script => script.Version)
            .Select(script => (script.Version, Read(script.Name)))];
        if (scripts.DistinctBy(script => script.Version).Count() != scripts.Length)
            throw new InvalidOperationException($"The '{Name}' tables have two scripts of one number for {dialect}: one of them would never run.");

        return scripts;
    }

    private string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
