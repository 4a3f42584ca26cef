using System.Net;
using CsCheck;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.Tests.SalesforceOrg;

/// <summary>SOSL, parameterised search, query plans, and reading along relationships.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private TestOrg _org = null!;
    private string _account = "";

    public async ValueTask InitializeAsync()
    {
        _org = await TestOrg.StartAsync();
        _account = await _org.CreateAsync("Account", new { Name = "Analytical Engines", Portal_Id__c = "o1" });
        await _org.CreateAsync("Contact", new { FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org", Phone = "555 0100", AccountId = _account });
        await _org.CreateAsync("Contact", new { FirstName = "Grace", LastName = "Hopper", Description = "Met Ada at the engine works", AccountId = _account });
        var gone = await _org.CreateAsync("Contact", new { FirstName = "Ada", LastName = "Gone" });
        await _org.DeleteAsync($"sobjects/Contact/{gone}");
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Theory]
    [InlineData("FIND {ada} RETURNING Contact(LastName)", "Lovelace,Hopper")]
    [InlineData("FIND {ada} IN NAME FIELDS RETURNING Contact(LastName)", "Lovelace")]
    [InlineData("FIND {Ada Hopper} RETURNING Contact(LastName)", "Hopper")]
    [InlineData("FIND {Lovelace OR Hopper} RETURNING Contact(LastName ORDER BY LastName DESC LIMIT 1)", "Lovelace")]
    [InlineData("FIND {ada AND NOT hopper} RETURNING Contact(LastName)", "Lovelace")]
    [InlineData("FIND {engin*} RETURNING Contact(LastName), Account(Name)", "Hopper,Analytical Engines")]
    [InlineData("FIND {engin} RETURNING Contact(LastName), Account(Name)", "")]
    [InlineData("FIND {\"engine works\"} RETURNING Contact(LastName)", "Hopper")]
    [InlineData("FIND {ada@example.org} IN EMAIL FIELDS RETURNING Contact(LastName WHERE Account.Name LIKE 'Ana%' AND Phone = '555 0100')", "Lovelace")]
    [InlineData("FIND {ada} RETURNING Contact(LastName) LIMIT 1", "Lovelace")]
    [InlineData("find {a\\{d\\}a} returning Contact(LastName)", "")]
    public async Task Search_finds_whole_words_in_the_fields_it_names(string sosl, string expected)
    {
        var answer = await _org.GetAsync($"search?q={Uri.EscapeDataString(sosl)}");

        answer.Status.Should().Be(HttpStatusCode.OK, answer.Text);
        string.Join(',', answer.Json.GetProperty("searchRecords").EnumerateArray().Select(record => record.EnumerateObject().Last().Value.GetString())).Should().Be(expected);
    }

    [Fact]
    public async Task Search_without_returning_gives_ids_and_older_versions_a_bare_list()
    {
        var named = await _org.GetAsync("search?q=FIND+%7BLovelace%7D");
        var old = await _org.GetAsync("/services/data/v36.0/search?q=FIND+%7BLovelace%7D");

        named.Json.GetProperty("searchRecords").EnumerateArray().Should().ContainSingle().Which.GetProperty("attributes").GetProperty("type").GetString().Should().Be("Contact");
        old.Json.EnumerateArray().Should().ContainSingle();
    }

    [Theory]
    [InlineData("FIND {x}", "MALFORMED_SEARCH", "longer than one character")]
    [InlineData("FND {ada}", "MALFORMED_SEARCH", "unexpected token: 'FND'")]
    [InlineData("FIND {ada", "MALFORMED_SEARCH", "<EOF>")]
    [InlineData("FIND {ada} IN LEFT FIELDS", "MALFORMED_SEARCH", "LEFT")]
    [InlineData("FIND {ada} RETURNING Nope", "INVALID_TYPE", "Nope")]
    [InlineData("FIND {ada} RETURNING Contact(Nope)", "INVALID_FIELD", "Nope")]
    [InlineData("FIND {ada} RETURNING Contact(Id", "MALFORMED_SEARCH", "<EOF>")]
    [InlineData("FIND {ada} RETURNING Contact(COUNT(Id))", "MALFORMED_SEARCH", "fields of records")]
    [InlineData("FIND {ada} LIMIT many", "MALFORMED_SEARCH", "LIMIT")]
    public async Task Malformed_search_is_refused(string sosl, string code, string message) =>
        (await _org.GetAsync($"search?q={Uri.EscapeDataString(sosl)}")).ShouldBeError(HttpStatusCode.BadRequest, code, message);

    [Fact]
    public void Any_search_is_parsed_or_refused() =>
        Gen.OneOf([.. new[] { "FIND", "{ada}", "{a\\", "{", "}", "IN", "NAME", "FIELDS", "RETURNING", "Contact", "(", ")", "Id", "WHERE", "x = '", "LIMIT", "5", ",", "'", "\\", "WITH" }.Select(Gen.Const)]).List[0, 20].Sample(words =>
        {
            try
            {
                SoslTerms.Parse(SoslParser.Parse(string.Join(' ', words)).Find);
            }
            catch (OrgException exception)
            {
                exception.Errors[0].Code.Should().BeOneOf("MALFORMED_SEARCH", "MALFORMED_QUERY", "NOT_IMPLEMENTED");
            }
        }, iter: 5_000);

    [Fact]
    public async Task Parameterised_search_is_the_same_by_URL_and_by_body()
    {
        var byUrl = await _org.GetAsync("parameterizedSearch?q=ada&sobject=Contact&Contact.fields=Id,LastName&Contact.limit=1&in=NAME");
        var byBody = await _org.PostAsync("parameterizedSearch", new { q = "ada", @in = "NAME", sobjects = new[] { new { name = "Contact", fields = new[] { "Id", "LastName" }, limit = 1 } } });

        byUrl.Json.GetProperty("searchRecords")[0].GetProperty("LastName").GetString().Should().Be("Lovelace");
        byBody.Text.Should().Be(byUrl.Text);
    }

    [Fact]
    public async Task Plan_tells_an_index_from_a_scan_and_bad_queries_are_refused()
    {
        var index = await _org.GetAsync("query?explain=" + Uri.EscapeDataString("SELECT Id FROM Account WHERE Portal_Id__c = 'o1'"));
        var scan = await _org.GetAsync("query?explain=SELECT+Id+FROM+Contact");

        index.Json.GetProperty("plans")[0].GetProperty("leadingOperationType").GetString().Should().Be("Index");
        scan.Json.GetProperty("plans")[0].GetProperty("leadingOperationType").GetString().Should().Be("TableScan");
        (await _org.GetAsync("query?explain=SELECT+Nope+FROM+Contact")).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "Nope");
    }

    [Fact]
    public async Task Columns_of_a_query_are_told_to_the_command_line_tool()
    {
        var plain = (await _org.GetAsync("query?columns=true&q=" + Uri.EscapeDataString("SELECT Id, Account.Name, Account.Owner.Name, (SELECT Subject FROM Tasks) FROM Contact"))).Json;
        var grouped = (await _org.GetAsync("query?columns=true&q=" + Uri.EscapeDataString("SELECT COUNT(Id), LastName n FROM Contact GROUP BY LastName"))).Json;

        Names(plain, "columnMetadata").Should().Be("Id, Account(Name, Owner(Name)), Tasks(Subject)");
        plain.GetProperty("entityName").GetString().Should().Be("Contact");
        Names(grouped, "columnMetadata").Should().Be("expr0, n");
        grouped.GetProperty("columnMetadata")[0].GetProperty("displayName").GetString().Should().Be("COUNT(Id)");
        (await _org.GetAsync("query?columns=true&q=SELECT+Nope+FROM+Contact")).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "Nope");

        static string Names(System.Text.Json.JsonElement json, string list) => string.Join(", ", json.GetProperty(list).EnumerateArray()
            .Select(column => column.GetProperty("columnName").GetString() + (Names(column, "joinColumns") is { Length: > 0 } parts ? $"({parts})" : "")));
    }

    [Fact]
    public async Task Relationship_path_leads_to_the_parent_and_to_the_children()
    {
        var children = await _org.GetAsync($"sobjects/Account/{_account}/Contacts?fields=Id,LastName");
        var contact = children.Json.GetProperty("records")[0].GetProperty("Id").GetString();
        var parent = await _org.GetAsync($"sobjects/Contact/{contact}/Account?fields=Name");
        var further = await _org.GetAsync($"sobjects/Contact/{contact}/Account/Owner?fields=Name");

        children.Json.GetProperty("totalSize").GetInt32().Should().Be(2);
        parent.Json.GetProperty("Name").GetString().Should().Be("Analytical Engines");
        further.Json.GetProperty("attributes").GetProperty("type").GetString().Should().Be("User");
        (await _org.GetAsync($"sobjects/Contact/{contact}/Nope")).ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "does not exist");
        (await _org.GetAsync($"sobjects/Contact/{contact}/ReportsTo")).ShouldBeError(HttpStatusCode.NotFound, "NOT_FOUND", "does not exist");
        (await _org.GetAsync("recent")).Text.Should().Be("[]");
    }
}
