using Connector.Salesforce.Metadata;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Connector.Salesforce.Tests.Metadata;

public sealed class MetadataContractTests : IDisposable
{
    private const string Contact = """
        {"name":"Contact","label":"Contact","keyPrefix":"003","custom":false,"queryable":true,"createable":true,"updateable":true,"deletable":true,
         "fields":[
          {"name":"LastName","label":"Last Name","type":"string","length":80,"precision":0,"scale":0,"nillable":false,"createable":true,"updateable":true,"defaultedOnCreate":false},
          {"name":"AccountId","label":"Account","type":"reference","length":18,"nillable":true,"createable":true,"updateable":true,"referenceTo":["Account"],"relationshipName":"Account"},
          {"name":"Membership_Tier__c","label":"Tier","type":"picklist","length":255,"nillable":true,"createable":true,"updateable":true,"restrictedPicklist":true,
           "picklistValues":[{"value":"Gold","label":"Gold tier","active":true,"defaultValue":true},{"value":"Tin","label":"Tin","active":false,"defaultValue":false}]},
          {"name":"Portal_Id__c","label":"Portal Id","type":"string","length":36,"nillable":true,"createable":true,"updateable":true,"externalId":true,"unique":true,"idLookup":true}],
         "childRelationships":[{"childSObject":"CampaignMember","field":"ContactId","relationshipName":"CampaignMembers"}],
         "recordTypeInfos":[{"recordTypeId":"012000000000000AAA","name":"Master","developerName":"Master","available":true,"defaultRecordTypeMapping":true,"master":true}]}
        """;

    private static readonly string Path = $"{FakeOrg.Data}/sobjects/Contact/describe";

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Describe_reads_fields_picklists_and_relationships()
    {
        _org.Answers(HttpMethod.Get, Path, 200, Contact);

        var contact = await _org.Client().Metadata.DescribeAsync("Contact");

        contact.Summary.Should().BeEquivalentTo(new ObjectSummary("Contact", "Contact") { KeyPrefix = "003", IsQueryable = true, IsCreateable = true, IsUpdateable = true, IsDeletable = true });
        contact.Field("lastname")!.IsRequired.Should().BeTrue();
        contact.Field("LastName")!.Length.Should().Be(80);
        contact.Field("AccountId")!.ReferenceTo.Should().Equal("Account");
        contact.Field("AccountId")!.RelationshipName.Should().Be("Account");
        contact.Field("Membership_Tier__c")!.PicklistValues.Should().Equal(new PicklistValue("Gold", "Gold tier", true, true), new PicklistValue("Tin", "Tin", false, false));
        contact.Field("Membership_Tier__c")!.IsRestrictedPicklist.Should().BeTrue();
        contact.Field("Portal_Id__c")!.Should().Match<FieldDescription>(field => field.IsExternalId && field.IsUnique && field.IsIdLookup);
        contact.Field("Nope").Should().BeNull();
        contact.ChildRelationships.Should().Equal(new ChildRelationship("CampaignMember", "ContactId", "CampaignMembers"));
        contact.RecordTypes.Should().Equal(new RecordType("012000000000000AAA", "Master", "Master", true, true));
    }

    [Fact]
    public async Task Describe_is_kept_then_revalidated_and_304_keeps_it()
    {
        _org.Server.Given(Request.Create().WithPath(Path).UsingGet().WithHeader("If-Modified-Since", "*", WireMock.Matchers.MatchBehaviour.RejectOnMatch))
            .RespondWith(Response.Create().WithStatusCode(200).WithHeader("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT").WithBody(Contact));
        _org.Server.Given(Request.Create().WithPath(Path).UsingGet().WithHeader("If-Modified-Since", "Mon, 23 Nov 2026 10:00:00 GMT")).RespondWith(Response.Create().WithStatusCode(304));
        var client = _org.Client();

        var first = await client.Metadata.DescribeAsync("Contact");
        var fresh = await client.WithSettings(new CallSettings()).Metadata.DescribeAsync("contact");
        _org.Requests.Should().ContainSingle("what is fresh costs no call, whichever of the org's clients asks");
        _org.Time.Advance(TimeSpan.FromMinutes(6));
        var revalidated = await client.Metadata.DescribeAsync("Contact");
        _org.Time.Advance(TimeSpan.FromMinutes(6));
        await client.Metadata.DescribeAsync("Contact");

        fresh.Should().BeSameAs(first);
        revalidated.Should().BeSameAs(first);
        _org.Requests.Should().HaveCount(3);
        _org.Requests.Skip(1).Should().OnlyContain(request => request.Headers["If-Modified-Since"] == "Mon, 23 Nov 2026 10:00:00 GMT");
        _org.Calls.Should().OnlyContain(call => call.Outcome == "ok");
    }

    [Fact]
    public async Task Describe_is_asked_for_once_however_many_wait()
    {
        _org.Server.Given(Request.Create().WithPath(Path).UsingGet()).RespondWith(Response.Create().WithStatusCode(200).WithDelay(100).WithBody(Contact));
        var metadata = _org.Client().Metadata;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => metadata.DescribeAsync("Contact")));

        _org.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Forgotten_description_is_asked_for_whole()
    {
        _org.Answers(HttpMethod.Get, Path, 200, Contact, ("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT"));
        var metadata = _org.Client().Metadata;

        await metadata.DescribeAsync("Contact");
        metadata.Forget();
        await metadata.DescribeAsync("Contact");

        _org.Requests.Should().HaveCount(2).And.OnlyContain(request => !request.Headers.ContainsKey("If-Modified-Since"));
    }

    [Fact]
    public async Task Object_that_is_not_there_is_typed_and_not_kept()
    {
        _org.AnswersInTurn(HttpMethod.Get, Path, (404, """[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]"""), (200, Contact));
        var metadata = _org.Client().Metadata;

        await metadata.Awaiting(it => it.DescribeAsync("Contact")).Should().ThrowAsync<SalesforceNotFoundException>();

        (await metadata.DescribeAsync("Contact")).Name.Should().Be("Contact");
    }

    [Theory]
    [InlineData("""{"name":"Contact"}""")]
    [InlineData("""{"fields":[]}""")]
    [InlineData("""{"name":"Contact","fields":[{"label":"no name"}]}""")]
    [InlineData("[]")]
    public async Task Description_of_another_form_is_named(string body)
    {
        _org.Answers(HttpMethod.Get, Path, 200, body);

        await _org.Client().Metadata.Awaiting(it => it.DescribeAsync("Contact")).Should().ThrowAsync<SalesforceTransportException>();
    }

    [Fact]
    public async Task Global_describe_lists_the_objects()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/", 200, """{"encoding":"UTF-8","maxBatchSize":200,"sobjects":[{"name":"Account","label":"Account","keyPrefix":"001"},{"name":"Foo__c","label":"Foo","custom":true}]}""");

        var objects = await _org.Client().Metadata.DescribeGlobalAsync();

        objects.Select(item => (item.Name, item.IsCustom)).Should().Equal(("Account", false), ("Foo__c", true));
    }

    [Fact]
    public async Task Limits_are_never_cached()
    {
        _org.AnswersInTurn(HttpMethod.Get, $"{FakeOrg.Data}/limits",
            (200, """{"DailyApiRequests":{"Max":15000,"Remaining":14998},"DataStorageMB":{"Max":5,"Remaining":5,"Nested":{"Max":1,"Remaining":1}},"Odd":"text"}"""),
            (200, """{"DailyApiRequests":{"Max":15000,"Remaining":14990}}"""));
        var metadata = _org.Client().Metadata;

        var limits = await metadata.GetLimitsAsync();

        limits["DailyApiRequests"].Should().Be(new OrgLimit(15000, 14998));
        limits.Should().NotContainKey("Odd");
        (await metadata.GetLimitsAsync())["DailyApiRequests"].Remaining.Should().Be(14990);
    }
}
