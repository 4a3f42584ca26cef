using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Mapping;

public sealed class MappingBuilderTests
{
    [Fact]
    public void Faults_are_told_together_one_line_each()
    {
        var build = () => Catalog(map => map
            .Map<Member>("Contact", m => m
                .Field(x => x.LastName, "LastName").Field(x => x.FirstName, "LastName")
                .Field(x => x.FirstName + x.LastName, "Full__c", Direction.Both)
                .Field(x => 7, "Seven__c")
                .Match(x => x.Email)
                .Parent(x => x.Organization, "Account"))
            .Map<Country>("Country__c", m => m.Field(x => x.Name, "Name")));

        build.Should().Throw<SyncMappingException>().Which.Faults.Should().HaveCount(6)
            .And.Contain(fault => fault.Contains("mapped twice"))
            .And.Contain(fault => fault.Contains("Full__c") && fault.Contains("only go to Salesforce"))
            .And.Contain(fault => fault.Contains("Seven__c") && fault.Contains("Constant"))
            .And.Contain(fault => fault.Contains("matches on Email"))
            .And.Contain(fault => fault.Contains("Organization is not mapped"))
            .And.Contain(fault => fault.Contains("Country") && fault.Contains("SyncId"));
    }

    [Fact]
    public void Parents_come_before_their_children_whatever_the_order_of_declaration() =>
        Catalog(map => map
            .Map<Member>("Contact", m => m.Field(x => x.LastName, "LastName").Parent(x => x.Organization, "Account"))
            .Map<Organization>("Account", m => m.Field(x => x.Name, "Name")))
            .All.Select(mapping => mapping.Name).Should().Equal("Organization", "Member");

    [Fact]
    public void Computed_field_goes_out_only_and_names_all_it_reads()
    {
        var field = Catalog(map => map.Map<Member>("Contact", m => m.Field(x => (x.FirstName ?? "") + " " + x.Address.City + x.Country!.Name, "Text__c"))).All[0].Fields[0];

        field.Direction.Should().Be(Direction.ToSalesforce);
        field.Member.Should().BeNull();
        field.Paths.Should().BeEquivalentTo("FirstName", "Address.City", "Country.Name");
    }

    private static MappingCatalog Catalog(Action<SyncEngineBuilder> map)
    {
        var services = new ServiceCollection();
        var builder = services.AddSyncEngine<SiteContext>(TestSite.Configuration());
        map(builder);
        return builder.BuildCatalog("Portal_Id__c");
    }
}
