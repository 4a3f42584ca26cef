using System.Net;
using System.Text.Json;

namespace Simulator.Tests.SalesforceOrg;

public sealed class QueryTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await TestOrg.StartAsync();
        await _org.PatchAsync("sobjects/Account/Portal_Id__c/o1", new { Name = "O'Hara & Co", BillingCity = "Reno", NumberOfEmployees = 5 });
        await _org.PatchAsync("sobjects/Account/Portal_Id__c/o2", new { Name = "100% Pure_Oil", NumberOfEmployees = 50 });
        await CreateAsync("Ada", "Lovelace", "ada@example.org", "o1", "2026-01-31");
        await CreateAsync("Grace", "Hopper", "grace@example.org", "o1", "2026-03-15");
        await CreateAsync("Alan", "Turing", null, "o2", null);
        await CreateAsync(null, "van Rossum", "guido@example.org", null, "2025-12-31");
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private async Task CreateAsync(string? first, string last, string? email, string? account, string? renewal)
    {
        var fields = new Dictionary<string, object?> { ["FirstName"] = first, ["LastName"] = last, ["Email"] = email, ["Renewal_Date__c"] = renewal };
        if (account is not null)
            fields["Account"] = new { Portal_Id__c = account };
        await _org.CreateAsync("Contact", fields);
    }

    private async Task<string?[]> LastNamesAsync(string where)
    {
        var answer = await _org.QueryAsync($"SELECT LastName FROM Contact {where}");
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        return [.. answer.Json.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("LastName").GetString())];
    }

    [Theory]
    [InlineData("WHERE Email = 'ADA@example.org'", "Lovelace")]
    [InlineData("WHERE Email = null", "Turing")]
    [InlineData("WHERE Email != 'ada@example.org'", "Hopper,Turing,van Rossum")]
    [InlineData("WHERE LastName LIKE '%o%e%'", "Lovelace,Hopper")]
    [InlineData("WHERE LastName IN ('Hopper','Turing') AND Email != null", "Hopper")]
    [InlineData("WHERE LastName NOT IN ('Hopper','Turing')", "Lovelace,van Rossum")]
    [InlineData("WHERE NOT (LastName = 'Hopper' OR LastName = 'Turing')", "Lovelace,van Rossum")]
    [InlineData("WHERE Renewal_Date__c >= 2026-01-31", "Lovelace,Hopper")]
    [InlineData("WHERE Renewal_Date__c < 2026-01-31", "van Rossum")]
    [InlineData("WHERE Account.Name = 'O\\'Hara & Co'", "Lovelace,Hopper")]
    [InlineData("WHERE Account.Name LIKE '100\\%%e\\_O%'", "Turing")]
    [InlineData("WHERE Account.NumberOfEmployees > 5.5", "Turing")]
    [InlineData("WHERE AccountId IN (SELECT Id FROM Account WHERE BillingCity = 'Reno')", "Lovelace,Hopper")]
    [InlineData("WHERE CreatedDate = TODAY AND (FirstName = 'Ada' OR FirstName = null)", "Lovelace,van Rossum")]
    [InlineData("WHERE SystemModstamp > 2020-01-01T00:00:00Z ORDER BY LastName DESC LIMIT 2", "van Rossum,Turing")]
    [InlineData("ORDER BY Renewal_Date__c", "Turing,van Rossum,Lovelace,Hopper")]
    [InlineData("ORDER BY Renewal_Date__c DESC NULLS LAST OFFSET 1", "Lovelace,van Rossum,Turing")]
    [InlineData("WHERE HasOptedOutOfEmail = FALSE AND LastName > 'M' ORDER BY LastName", "Turing,van Rossum")]
    public async Task Filter_and_order_select_the_rows_of_Salesforce(string where, string expected)
    {
        var names = await LastNamesAsync(where);

        names.Should().BeEquivalentTo(expected.Split(','), options => where.Contains("ORDER", StringComparison.Ordinal) ? options.WithStrictOrdering() : options);
    }

    [Fact]
    public async Task Parents_and_children_come_along()
    {
        var contacts = await _org.QueryAsync("SELECT Id, c.Account.Name, Account.Owner.Name FROM Contact c WHERE LastName IN ('Hopper', 'van Rossum') ORDER BY LastName");
        var accounts = await _org.QueryAsync("SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account ORDER BY Name DESC");

        var records = contacts.Json.GetProperty("records");
        records[0].GetProperty("Account").GetProperty("Name").GetString().Should().Be("O'Hara & Co");
        records[0].GetProperty("Account").GetProperty("Owner").GetProperty("Name").GetString().Should().Be("Integration User");
        records[1].GetProperty("Account").ValueKind.Should().Be(JsonValueKind.Null);
        accounts.Json.GetProperty("records")[0].GetProperty("Contacts").GetProperty("records").EnumerateArray()
            .Select(record => record.GetProperty("LastName").GetString()).Should().Equal("Hopper", "Lovelace");
    }

    [Fact]
    public async Task Groups_are_counted_and_summed()
    {
        var answer = await _org.QueryAsync("SELECT Account.Name, COUNT(Id) people, MAX(Renewal_Date__c) FROM Contact WHERE AccountId != null GROUP BY Account.Name HAVING COUNT(Id) > 1");
        var total = await _org.QueryAsync("SELECT COUNT(Id), SUM(NumberOfEmployees) FROM Account");

        var record = answer.Json.GetProperty("records")[0];
        record.GetProperty("Name").GetString().Should().Be("O'Hara & Co");
        record.GetProperty("people").GetInt32().Should().Be(2);
        record.GetProperty("expr0").GetString().Should().Be("2026-03-15");
        answer.Json.GetProperty("totalSize").GetInt32().Should().Be(1);
        total.Json.GetProperty("records")[0].GetProperty("expr1").GetDouble().Should().Be(55);
    }

    [Theory]
    [InlineData("SELECT Id FRM Contact", "MALFORMED_QUERY", "unexpected token: 'FRM'")]
    [InlineData("SELECT Nonsense FROM Contact", "INVALID_FIELD", "No such column 'Nonsense' on entity 'Contact'")]
    [InlineData("SELECT Id FROM Nonsense", "INVALID_TYPE", "sObject type 'Nonsense' is not supported")]
    [InlineData("SELECT Id FROM Contact WHERE LastName = 'a' AND LastName = 'b' OR LastName = 'c'", "MALFORMED_QUERY", "unexpected token: 'OR'")]
    [InlineData("SELECT Id FROM Contact WHERE CreatedDate > '2020-01-01'", "INVALID_FIELD", "must be of type dateTime and should not be enclosed in quotes")]
    [InlineData("SELECT Id FROM Contact WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered")]
    [InlineData("SELECT Id FROM Contact WHERE Id = 'nonsense'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: nonsense")]
    [InlineData("SELECT Id FROM Contact WHERE LastName = 'open", "MALFORMED_QUERY", "unexpected token: <EOF>")]
    [InlineData("SELECT Id FROM Contact WHERE LastName IN ()", "MALFORMED_QUERY", "unexpected token: ')'")]
    [InlineData("", "MALFORMED_QUERY", "A query has to be specified")]
    public async Task Bad_query_is_refused_in_Salesforces_words(string soql, string code, string message) =>
        (await _org.QueryAsync(soql)).ShouldBeError(HttpStatusCode.BadRequest, code, message);

    [Fact]
    public async Task Pages_follow_one_another_and_keep_what_was_there_at_the_start()
    {
        var records = Enumerable.Range(0, 196).Select(number => new { attributes = new { type = "Contact" }, LastName = $"Extra {number:000}" }).ToArray();
        await _org.PostAsync("composite/sobjects", new { records });
        await _org.PostAsync("composite/sobjects", new { records });

        var first = await _org.QueryAsync("SELECT Id FROM Contact", ("Sforce-Query-Options", "batchSize=200"));
        await _org.CreateAsync("Contact", new { LastName = "Too late" });
        var second = await _org.GetAsync(first.Json.GetProperty("nextRecordsUrl").GetString()!, ("Sforce-Query-Options", "batchSize=200"));

        first.Json.GetProperty("totalSize").GetInt32().Should().Be(396);
        first.Json.GetProperty("done").GetBoolean().Should().BeFalse();
        first.Json.GetProperty("records").GetArrayLength().Should().Be(200);
        second.Json.GetProperty("done").GetBoolean().Should().BeTrue();
        second.Json.GetProperty("records").GetArrayLength().Should().Be(196);
        (await _org.GetAsync("query/01g000000000001AAA-200")).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator");
    }

    [Fact]
    public async Task Deleted_rows_are_seen_by_queryAll_only()
    {
        var id = (await _org.QueryAsync("SELECT Id FROM Contact WHERE LastName = 'Turing'")).Json.GetProperty("records")[0].GetProperty("Id").GetString();
        await _org.DeleteAsync($"sobjects/Contact/{id}");

        var live = await LastNamesAsync("WHERE LastName = 'Turing'");
        var all = await _org.GetAsync("queryAll?q=" + Uri.EscapeDataString("SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE LastName = 'Turing'"));

        live.Should().BeEmpty();
        all.Json.GetProperty("records")[0].GetProperty("IsDeleted").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Deleted_records_are_listed_by_minute()
    {
        var id = (await _org.QueryAsync("SELECT Id FROM Contact WHERE LastName = 'Turing'")).Json.GetProperty("records")[0].GetProperty("Id").GetString();
        await _org.DeleteAsync($"sobjects/Contact/{id}");
        _org.Clock.Advance(TimeSpan.FromMinutes(2));
        var now = _org.Clock.GetUtcNow();
        var span = $"start={now.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}&end={now:yyyy-MM-ddTHH:mm:ssZ}";

        var deleted = await _org.GetAsync($"sobjects/Contact/deleted/?{span}");
        var updated = await _org.GetAsync($"sobjects/Contact/updated/?{span}");

        deleted.Json.GetProperty("deletedRecords").EnumerateArray().Single().GetProperty("id").GetString().Should().Be(id);
        updated.Json.GetProperty("ids").GetArrayLength().Should().Be(3);
    }
}
