using System.Text.Json.Nodes;
using System.Web;
using Connector.Salesforce.Mapping;

namespace Connector.Salesforce.Tests.Mapping;

/// <summary>Records as objects of a class: what is sent, what is selected, and what is refused before it is sent.</summary>
public sealed class SalesforceObjectsTests : IDisposable
{
    private static readonly SalesforceId Id = SalesforceId.Parse("003000000000001AAA");

    private static readonly ObjectMap<Person> Map = ObjectMap.Create<Person>("Contact", map => map
        .Field(person => person.Key, "Portal_Id__c")
        .Field(person => person.Name, "LastName")
        .Field(person => person.Since, "Member_Since__c", field => field with { Direction = FieldDirection.ToSalesforce }));

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    private SalesforceObjects<Person> People => _org.Client().Objects(Map);

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Query_selects_what_comes_in_and_keeps_its_values_escaped()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/query", 200, """
            {"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"},"Portal_Id__c":"p-1","LastName":"O'Hara"}]}
            """);
        var name = "O'Hara";

        var people = await People.QueryAsync($"WHERE LastName = {name}").ToListAsync();

        people.Should().ContainSingle().Which.Should().BeEquivalentTo(new Person { Key = "p-1", Name = "O'Hara" });
        HttpUtility.ParseQueryString(_org.Only.Query)["q"].Should().Be(@"SELECT Portal_Id__c, LastName FROM Contact WHERE LastName = 'O\'Hara'");
    }

    [Fact]
    public async Task Query_without_a_condition_is_for_all()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/query", 200, """{"totalSize":0,"done":true,"records":[]}""");

        (await People.QueryAsync().ToListAsync()).Should().BeEmpty();

        HttpUtility.ParseQueryString(_org.Only.Query)["q"]!.Trim().Should().Be("SELECT Portal_Id__c, LastName FROM Contact");
    }

    [Fact]
    public async Task Upsert_takes_the_external_id_from_the_mapping_and_sends_it_in_the_path_alone()
    {
        _org.Answers(HttpMethod.Patch, $"{FakeOrg.Data}/sobjects/Contact/Portal_Id__c/p-1", 201, """{"id":"003000000000001AAA","success":true,"created":true,"errors":[]}""");

        var saved = await People.UpsertAsync(new Person { Key = "p-1", Name = "Lee", Since = new DateOnly(2024, 2, 29) }, "Portal_Id__c");

        saved.Created.Should().BeTrue();
        JsonNode.DeepEquals(JsonNode.Parse(_org.Only.Body), new JsonObject { ["LastName"] = "Lee", ["Member_Since__c"] = "2024-02-29" }).Should().BeTrue(_org.Only.Body);
    }

    [Fact]
    public async Task Upsert_without_an_external_id_is_misuse_and_sends_nothing()
    {
        await People.Awaiting(people => people.UpsertAsync(new Person { Name = "Lee" }, "Portal_Id__c")).Should().ThrowAsync<ArgumentException>().WithMessage("*Contact.Portal_Id__c*");

        _org.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Many_go_by_collections_with_results_by_index()
    {
        _org.Answers(HttpMethod.Patch, $"{FakeOrg.Data}/composite/sobjects/Contact/Portal_Id__c", 200, """
            [{"id":"003000000000001AAA","success":true,"created":true,"errors":[]},
             {"success":false,"errors":[{"statusCode":"REQUIRED_FIELD_MISSING","message":"Required fields are missing: [LastName]","fields":["LastName"]}]}]
            """);

        var results = await People.UpsertAsync([new Person { Key = "p-1", Name = "Lee" }, new Person { Key = "p-2" }], "Portal_Id__c");

        results.Select(result => result.Success).Should().Equal(true, false);
        results[1].Errors.Should().ContainSingle().Which.Fields.Should().Equal("LastName");
    }

    [Fact]
    public async Task Update_sends_the_mapped_fields_to_the_record_of_that_id()
    {
        _org.Answers(HttpMethod.Patch, $"{FakeOrg.Data}/sobjects/Contact/{Id.Value}", 204, "");

        await People.UpdateAsync(Id, new Person { Key = "p-1", Name = "Lee" });

        JsonNode.Parse(_org.Only.Body)!.AsObject().Select(field => field.Key).Should().BeEquivalentTo("Portal_Id__c", "LastName", "Member_Since__c");
    }

    [Fact]
    public async Task Record_that_is_not_there_is_null()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/{Id.Value}", 404, """[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]""");

        (await People.GetAsync(Id)).Should().BeNull();
    }

    private sealed class Person
    {
        public string? Key { get; set; }

        public string? Name { get; set; }

        public DateOnly? Since { get; set; }
    }
}
