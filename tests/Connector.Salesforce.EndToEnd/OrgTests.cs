using Connector.Salesforce.Bulk;
using Connector.Salesforce.Composite;

namespace Connector.Salesforce.EndToEnd;

/// <summary>The connector against an org that another hand built from the documentation: what contracts cannot show.</summary>
public sealed class OrgTests : IAsyncLifetime
{
    private static readonly BulkPolling Often = new() { First = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(200) };

    private Org _org = null!;

    public async ValueTask InitializeAsync() => _org = await Org.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task Record_lives_from_its_upsert_to_its_end()
    {
        var records = _org.Client.Records;
        await records.UpsertAsync(new SalesforceRecord("Account") { ["Name"] = "Org Seven" }, "Portal_Id__c", "org-7");
        var contact = new SalesforceRecord("Contact") { ["LastName"] = "O'Hara", ["Phone"] = "1" };
        contact.SetParent("Account", "Portal_Id__c", "org-7");

        var created = await records.UpsertAsync(contact, "Portal_Id__c", "member/1 a");
        var updated = await records.UpsertAsync(new SalesforceRecord("Contact") { ["Phone"] = null }, "Portal_Id__c", "member/1 a");
        var read = await records.GetByExternalIdAsync("Contact", "Portal_Id__c", "member/1 a", ["LastName", "Phone", "AccountId"]);

        (created.Created, updated.Created, updated.Id).Should().Be((true, false, created.Id));
        (read!.Text("LastName"), read.Text("Phone")).Should().Be(("O'Hara", null));
        read.Text("AccountId").Should().StartWith("001");
        await records.DeleteAsync("Contact", created.Id!.Value);
        (await records.GetAsync("Contact", created.Id.Value)).Should().BeNull();
        var name = "O'Hara";
        var gone = await _org.Client.Query.QueryAllAsync($"SELECT Id, IsDeleted FROM Contact WHERE LastName = {name} AND IsDeleted = TRUE").ToListAsync();
        gone.Should().ContainSingle().Which.Id.Should().Be(created.Id);
    }

    [Fact]
    public async Task Text_of_every_kind_goes_there_and_comes_back_and_is_found()
    {
        string[] names = ["O'Hara", "back\\slash", "\"quoted\"", "tab\there", "per%cent_under", "Zoë 中文 😀", "' OR Name != '"];
        var results = await _org.Client.UpsertAsync([.. names.Select((name, at) => new SalesforceRecord("Contact") { ["Portal_Id__c"] = $"n{at}", ["LastName"] = name })], "Portal_Id__c");
        results.Should().OnlyContain(result => result.Success);

        foreach (var name in names)
        {
            var rows = await _org.Client.Query.QueryAsync($"SELECT LastName FROM Contact WHERE LastName = {name}").ToListAsync();
            rows.Should().ContainSingle().Which.Text("LastName").Should().Be(name);
        }

        (await _org.Client.Query.QueryAsync($"SELECT LastName FROM Contact WHERE LastName IN {names}").ToListAsync()).Should().HaveCount(names.Length);
        var part = "%cent_";
        (await _org.Client.Query.QueryAsync($"SELECT LastName FROM Contact WHERE LastName LIKE {part:contains}").ToListAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Rows_of_many_pages_come_each_once()
    {
        await _org.Client.UpsertAsync([.. Enumerable.Range(0, 900).Select(at => new SalesforceRecord("Contact") { ["Portal_Id__c"] = $"p{at}", ["LastName"] = "Page" })], "Portal_Id__c");

        var rows = await _org.Client.WithSettings(new CallSettings { QueryPageSize = 200 }).Query
            .QueryAsync($"SELECT Portal_Id__c FROM Contact WHERE LastName = 'Page'").ToListAsync();

        rows.Select(row => row.Text("Portal_Id__c")).Should().BeEquivalentTo(Enumerable.Range(0, 900).Select(at => $"p{at}"));
        _org.Calls.Entries.Count(call => call.Operation == "query").Should().Be(5);
        (await _org.Client.Query.CountAsync($"SELECT COUNT() FROM Contact WHERE LastName = 'Page'")).Should().Be(900);
    }

    [Fact]
    public async Task Bulk_writes_reads_and_tells_each_row_its_own_outcome()
    {
        var rows = Enumerable.Range(0, 2_500).Select(at => new SalesforceRecord("Contact")
        {
            ["Portal_Id__c"] = $"b{at}", ["LastName"] = at % 100 == 7 ? null : $"Bulk, \"{at}\"", ["Description"] = "two\nlines",
        }).ToList();

        var results = await _org.Client.Bulk.IngestAsync(new BulkIngest("Contact", BulkOperation.Upsert) { ExternalIdField = "Portal_Id__c", Polling = Often }, rows.ToAsyncEnumerable()).ToListAsync();
        var like = "Bulk, ";
        var read = await _org.Client.Bulk.QueryAsync($"SELECT Id, Portal_Id__c, LastName, Description FROM Contact WHERE LastName LIKE {like:startsWith}", new BulkQuery { PageSize = 1_000, Polling = Often }).ToListAsync();

        results.Should().HaveCount(2_500);
        results.Select(result => result.Index).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        results.Where(result => result.Outcome == BulkOutcome.Failed).Should().HaveCount(25)
            .And.OnlyContain(result => result.Index % 100 == 7 && result.Error!.Code == "REQUIRED_FIELD_MISSING" && result.Error.Fields.Contains("LastName"));
        results.Where(result => result.Outcome == BulkOutcome.Succeeded).Should().OnlyContain(result => result.Row["Portal_Id__c"] == $"b{result.Index}" && result.Created == true);
        read.Should().HaveCount(2_475).And.OnlyContain(row => row["Description"] == "two\nlines");
    }

    [Fact]
    public async Task Composite_is_one_call_and_all_or_nothing()
    {
        var before = _org.Calls.Entries.Count;
        var results = await _org.Client.Composite.SendAsync(new CompositeRequest { AllOrNone = true }
            .Create("org", new SalesforceRecord("Account") { ["Name"] = "Composite" })
            .Create("person", new SalesforceRecord("Contact") { ["LastName"] = "Composite", ["AccountId"] = CompositeRequest.Reference("org") })
            .Get("read", "Contact", CompositeRequest.Reference("person"), ["LastName", "AccountId"]));
        var halted = await _org.Client.Composite.SendAsync(new CompositeRequest { AllOrNone = true }
            .Create("good", new SalesforceRecord("Account") { ["Name"] = "Halted" })
            .Create("bad", new SalesforceRecord("Contact")));

        results.Should().OnlyContain(result => result.Success);
        results[2].Records.Single().Text("AccountId").Should().Be(results[0].Id!.Value.Value);
        _org.Calls.Entries.Count.Should().Be(before + 2);
        halted.Select(result => result.Errors[0].Code).Should().Equal("PROCESSING_HALTED", "REQUIRED_FIELD_MISSING");
        (await _org.Client.Query.CountAsync($"SELECT COUNT() FROM Account WHERE Name = 'Halted'")).Should().Be(0);
    }

    [Fact]
    public async Task Org_is_described_and_its_limits_are_told()
    {
        var contact = await _org.Client.Metadata.DescribeAsync("Contact");

        contact.Field("LastName")!.IsRequired.Should().BeTrue();
        contact.Field("Portal_Id__c")!.IsExternalId.Should().BeTrue();
        contact.Field("AccountId")!.RelationshipName.Should().Be("Account");
        (await _org.Client.Metadata.DescribeGlobalAsync()).Select(item => item.Name).Should().Contain(["Account", "Contact", "Opportunity"]);
        (await _org.Client.Metadata.GetLimitsAsync())["DailyApiRequests"].Remaining.Should().BePositive();
        _org.Client.Usage!.Used.Should().BePositive();
    }

    [Fact]
    public async Task Collections_retrieve_and_delete_by_index()
    {
        var saved = await _org.Client.Records.CreateManyAsync([.. Enumerable.Range(0, 450).Select(at => new SalesforceRecord("Contact") { ["LastName"] = $"Many {at}" })]);
        List<SalesforceId> ids = [.. saved.Select(result => result.Id!.Value)];

        var deleted = await _org.Client.Records.DeleteManyAsync([.. ids.Take(250)]);
        var left = await _org.Client.Records.RetrieveAsync("Contact", ids, ["LastName"]);

        deleted.Should().HaveCount(250).And.OnlyContain(result => result.Success);
        left.Take(250).Should().OnlyContain(record => record == null);
        left.Skip(250).Select(record => record!.Text("LastName")).Should().Equal(Enumerable.Range(250, 200).Select(at => $"Many {at}"));
    }

    [Fact]
    public async Task Wrong_key_is_refused_with_what_to_change()
    {
        await using var stranger = await Org.StartAsync(simulator =>
        {
            simulator.Salesforce.Certificates.Clear();
            simulator.Salesforce.Certificates.Add(Simulator.DevelopmentKey.LoadOrCreate(Directory.CreateTempSubdirectory("connector-other").FullName).CertificatePem);
        });

        var failure = await stranger.Client.Awaiting(client => client.GetInstanceUrlAsync()).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.Message.Should().Contain("certificate");
    }
}
