using System.Reflection;

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

    public static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
}
