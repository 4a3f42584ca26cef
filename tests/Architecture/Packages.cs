using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture;

/// <summary>Our packages, by assembly, as the tests see them.</summary>
public static class Packages
{
    public static Assembly Salesforce { get; } = Assembly.Load("Connector.Salesforce");
    public static Assembly SalesforceEvents { get; } = Assembly.Load("Connector.Salesforce.Events");
    public static Assembly Stripe { get; } = Assembly.Load("Connector.Stripe");
    public static Assembly Engine { get; } = Assembly.Load("SyncEngine");
    public static Assembly EngineStripe { get; } = Assembly.Load("SyncEngine.Stripe");
    public static Assembly EngineAspNetCore { get; } = Assembly.Load("SyncEngine.AspNetCore");

    public static IReadOnlyList<Assembly> All { get; } = [Salesforce, SalesforceEvents, Stripe, Engine, EngineStripe, EngineAspNetCore];

    /// <summary>The repository's root, found from this file's own place at compile time or from the working folder.</summary>
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { Path.GetDirectoryName(here)!, AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
                    return folder.FullName;
            }
        }

        throw new InvalidOperationException("Connector.sln is not above the tests.");
    }
}
