using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;

namespace SyncEngine.Simulation.Site;

internal static class SiteMapping
{
    /// <summary>The site's property and the Salesforce field, for the oracle.</summary>
    public static readonly IReadOnlyDictionary<string, string> MemberFields = new Dictionary<string, string>
    {
        ["FirstName"] = "FirstName",
        ["LastName"] = "LastName",
        ["Email"] = "Email",
        ["Phone"] = "Phone",
        ["Title"] = "Title",
        ["Department"] = "Department",
    };

    public static readonly IReadOnlyDictionary<string, string> OrganizationFields = new Dictionary<string, string>
    {
        ["Name"] = "Name",
        ["Phone"] = "Phone",
    };

    /// <summary>The fields that go to Salesforce only.</summary>
    public static readonly IReadOnlySet<string> OneWay = new HashSet<string> { "Department" };

    public static void Map(SyncEngineBuilder engine) => engine
        .Map<Organization>("Account", organization => organization
            .Match(row => row.Name)
            .Field(row => row.Name, "Name")
            .Field(row => row.Phone, "Phone"))
        .Map<Member>("Contact", member => member
            .Match(row => row.Email, row => row.LastName)
            .Field(row => row.FirstName, "FirstName")
            .Field(row => row.LastName, "LastName")
            .Field(row => row.Email, "Email")
            .Field(row => row.Phone, "Phone")
            .Field(row => row.Title, "Title")
            .Field(row => row.Department, "Department", Direction.ToSalesforce)
            .Parent(row => row.Organization, "Account"));
}
