using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Mapping;

public sealed class ConfiguredMappingsTests
{
    [Fact]
    public void Mapping_of_the_configuration_alone_is_a_mapping_like_any_other()
    {
        var catalog = Catalog(_ => { },
            ("Organization:Object", "Account"), ("Organization:Fields:Name", "Name"), ("Organization:Match:0", "Name"),
            ("Person:Entity", "Member"), ("Person:Object", "Contact"), ("Person:Parents:Organization", "Account"), ("Person:Outward", "Shadow"), ("Person:Lane", "Bulk"),
            ("Person:Fields:LastName", "LastName"), ("Person:Fields:Email:Field", "Email"), ("Person:Fields:Email:Policy", "LastWriteWins"), ("Person:Fields:Tier:Field", "Tier__c"),
            ("Person:Fields:Tier:Direction", "ToSalesforce"), ("Person:Fields:Tier:Values:Gold", "G"));

        catalog.All.Select(mapping => mapping.Name).Should().Equal("Organization", "Person");
        var person = catalog.All[1];
        person.Should().BeEquivalentTo(new { EntityType = typeof(Member), RemoteObject = "Contact", ExternalIdField = "Portal_Id__c", Outward = DirectionSwitch.Shadow, Lane = SyncEngine.Model.Lane.Bulk });
        person.Parents.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Navigation = "Organization", Relationship = "Account", ParentType = typeof(Organization) });
        person.Fields.Select(field => (field.Name, field.RemoteField, field.Policy, field.Direction, field.BaseKey)).Should().BeEquivalentTo(new[]
        {
            ("LastName", "LastName", ConflictPolicy.Manual, Direction.Both, "LastName"),
            ("Email", "Email", ConflictPolicy.LastWriteWins, Direction.Both, "Email"),
            ("Tier", "Tier__c", ConflictPolicy.Manual, Direction.ToSalesforce, "Tier"),
        });
        var member = new Member { LastName = "Ada", Tier = Tier.Gold, Organization = new Organization() };
        person.Fields.Single(field => field.Name == "Tier").Read(member).Should().Be("Gold");
        person.Parents[0].Read(member).Should().BeSameAs(member.Organization);
    }

    [Fact]
    public void Settings_that_are_given_take_the_place_of_the_codes_and_the_others_stay()
    {
        var mapping = Catalog(engine => engine.Map<Member>("Contact", m => m.Match(x => x.Email).Field(x => x.Email, "Email").Field(x => x.FirstName + " " + x.LastName, "Full__c")),
            ("Member:Inward", "Off"), ("Member:Fields:Email:Field", "Email"), ("Member:Fields:Email:Comparison", "IgnoreCase"), ("Member:Fields:Full__c:Field", "Full__c"), ("Member:Fields:Full__c:Direction", "ToSalesforce")).All[0];

        (mapping.Outward, mapping.Inward).Should().Be((DirectionSwitch.On, DirectionSwitch.Off));
        mapping.Match.Should().ContainSingle().Which.Comparison.Should().Be(Comparison.IgnoreCase);
        mapping.Fields.Single(field => field.Member is null).Read(new Member { FirstName = "Ada", LastName = "Byron" }).Should().Be("Ada Byron", "the code's expression is named and kept");
    }

    [Fact]
    public void Faults_name_their_setting_and_stop_the_start()
    {
        var build = () => Catalog(_ => { },
            ("Member:Object", "Contact"), ("Member:Feilds:LastName", "LastName"), ("Member:Outward", "Sometimes"), ("Member:Lane", "7"), ("Member:OnSiteDelete", "Archive"),
            ("Member:Fields:Nothing", "Nothing__c"), ("Member:Fields:LastName:Policy", "Guess"), ("Member:Match:0", "Email"), ("Member:Parents:Note", "Account"),
            ("Ghost:Object", "Ghost__c"), ("Country:Object", "Country__c"), ("Organization:Fields:Name", "Name"));

        build.Should().Throw<SyncMappingException>().Which.Faults.Should()
            .Contain(fault => fault.Contains("SyncEngine:Mappings:Member:Feilds is no setting"))
            .And.Contain(fault => fault.Contains("SyncEngine:Mappings:Member:Outward is 'Sometimes'") && fault.Contains("Shadow"))
            .And.Contain(fault => fault.Contains("Member:Lane is '7'"))
            .And.Contain(fault => fault.Contains("Member:OnSiteDelete takes"))
            .And.Contain(fault => fault.Contains("no property Nothing"))
            .And.Contain(fault => fault.Contains("Fields:LastName:Policy is 'Guess'"))
            .And.Contain(fault => fault.Contains("LastName has no Salesforce field"))
            .And.Contain(fault => fault.Contains("matches on Email"))
            .And.Contain(fault => fault.Contains("no navigation property Note"))
            .And.Contain(fault => fault.Contains("no entity type 'Ghost'") && fault.Contains("Member"))
            .And.Contain(fault => fault.Contains("Country:ExternalId"))
            .And.Contain(fault => fault.Contains("Organization:Object is missing"));
    }

    private static MappingCatalog Catalog(Action<SyncEngineBuilder> map, params (string Setting, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(TestSite.Configuration())
            .AddInMemoryCollection(settings.ToDictionary(pair => $"SyncEngine:Mappings:{pair.Setting}", pair => (string?)pair.Value)).Build();
        var builder = new ServiceCollection().AddSyncEngine<SiteContext>(configuration);
        map(builder);
        return builder.BuildCatalog("Portal_Id__c");
    }
}
