using System.Reflection;

namespace Architecture;

/// <summary>The arrows between the packages: who may know of whom.</summary>
public sealed class ArrowTests
{
    public static TheoryData<string, string[]> OursThatEachPackageMayKnow => new()
    {
        { "Connector.Salesforce", [] },
        { "Connector.Salesforce.Events", ["Connector.Salesforce"] },
        { "Connector.Stripe", [] },
        { "SyncEngine", ["Connector.Salesforce"] },
        { "SyncEngine.Stripe", ["SyncEngine", "Connector.Stripe", "Connector.Salesforce"] },
        { "SyncEngine.AspNetCore", ["SyncEngine", "Connector.Salesforce"] },
    };

    [Theory]
    [MemberData(nameof(OursThatEachPackageMayKnow))]
    public void Package_knows_only_what_the_design_allows(string package, string[] allowed)
    {
        var ours = Packages.All.Select(assembly => assembly.GetName().Name!).ToHashSet();

        var known = Packages.References(Assembly.Load(package)).Where(ours.Contains);

        known.Should().BeSubsetOf(allowed);
    }

    [Theory]
    [InlineData("Connector.Salesforce")]
    [InlineData("SyncEngine")]
    [InlineData("SyncEngine.AspNetCore")]
    public void Package_for_Salesforce_alone_carries_no_Stripe_mail_gRPC_or_database_provider(string package)
    {
        string[] foreign = ["Stripe", "MailKit", "MimeKit", "Grpc", "Google.Protobuf", "Npgsql", "Microsoft.Data.Sqlite",
            "Microsoft.EntityFrameworkCore.Sqlite", "SQLitePCLRaw", "Newtonsoft"];

        var references = Closure(Assembly.Load(package));

        references.Should().NotContain(name => foreign.Any(word => name.StartsWith(word, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Connector.Salesforce")]
    [InlineData("Connector.Salesforce.Events")]
    [InlineData("Connector.Stripe")]
    [InlineData("SyncEngine")]
    public void Package_without_pages_carries_no_web_framework(string package) =>
        Packages.References(Assembly.Load(package))
            .Should().NotContain(name => name.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal));

    [Fact]
    public void Connectors_use_no_Newtonsoft_of_their_own() =>
        Packages.References(Packages.Salesforce).Concat(Packages.References(Packages.SalesforceEvents)).Concat(Packages.References(Packages.Engine)).Should().NotContain("Newtonsoft.Json");

    // Only what our own assemblies reference, ours followed through: what a site would carry because of us.
    private static HashSet<string> Closure(Assembly start)
    {
        var ours = Packages.All.ToDictionary(assembly => assembly.GetName().Name!);
        var seen = new HashSet<string>();
        var open = new Queue<Assembly>([start]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var name in Packages.References(assembly))
            {
                if (seen.Add(name) && ours.TryGetValue(name, out var next))
                    open.Enqueue(next);
            }
        }

        return seen;
    }
}
