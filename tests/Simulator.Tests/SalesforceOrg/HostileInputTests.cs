using System.Net;
using CsCheck;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.Tests.SalesforceOrg;

/// <summary>Whatever comes in, an answer with a reason goes out.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    private static readonly string[] Words =
    [
        "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "LIKE", "(", ")", ",", "=", "!=", "<", ">=", "'x'", "'", "5", "-1.5e3", "2026-01-01", "2026-13-45T99:99:99Z",
        "null", "TRUE", "TODAY", "LAST_N_DAYS", ":", "9999999", "Id", "Contact", "Account.Name", "COUNT()", "COUNT(Id)", "FIELDS(ALL)", "GROUP", "ORDER", "BY", "LIMIT", "OFFSET", "HAVING", "TYPEOF", "#", "\\",
    ];

    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public void Any_words_in_a_query_are_parsed_or_refused() =>
        Gen.Int[0, Words.Length - 1].Select(at => Words[at])
            .List[0, 25].Sample(words =>
            {
                try
                {
                    SoqlParser.Parse(string.Join(' ', words));
                }
                catch (OrgException exception)
                {
                    exception.Errors[0].Code.Should().BeOneOf("MALFORMED_QUERY", "NOT_IMPLEMENTED");
                }
            }, iter: 20_000);

    [Theory]
    [InlineData("SELECT Id FROM Contact WHERE CreatedDate = LAST_N_DAYS:999999999")]
    [InlineData("SELECT Id FROM Contact WHERE CreatedDate > 9999-99-99T99:99:99Z")]
    [InlineData("SELECT Id FROM Contact LIMIT 99999999999999")]
    [InlineData("SELECT Id FROM Contact WHERE LastName = '\\u12'")]
    [InlineData("SELECT A.B.C.D.E.F.G.H FROM Contact")]
    [InlineData("SELECT Account FROM Contact")]
    [InlineData("SELECT Id, (SELECT Id FROM Nonsense) FROM Contact")]
    [InlineData("SELECT LastName FROM Contact GROUP BY FirstName")]
    [InlineData("SELECT SUM(LastName) FROM Contact")]
    public async Task Odd_query_never_breaks_the_org(string soql) =>
        ((int)(await _org.QueryAsync(soql)).Status).Should().BeLessThan(500);

    [Fact]
    public async Task Query_nested_too_deeply_is_refused() =>
        (await _org.QueryAsync($"SELECT Id FROM Contact WHERE {new string('(', 20_000)}Id = null")).ShouldBeError(HttpStatusCode.BadRequest, "QUERY_TOO_COMPLICATED", "nested");

    [Theory]
    [InlineData("sobjects/Contact", "{\"LastName\":\"\\ud800\"}")]
    [InlineData("sobjects/Contact", "{\"LastName\":\"x\",\"Account\":{\"attributes\":5,\"Portal_Id__c\":{}}}")]
    [InlineData("sobjects/Opportunity", "{\"Name\":\"x\",\"StageName\":\"x\",\"CloseDate\":\"2026-01-01\",\"Amount\":1e400}")]
    [InlineData("sobjects/Contact", "\"text\"")]
    [InlineData("composite/sobjects", "{\"records\":[5,null]}")]
    [InlineData("composite/sobjects", "{\"records\":[{\"attributes\":\"Contact\"}]}")]
    [InlineData("composite", "{\"compositeRequest\":[5]}")]
    [InlineData("composite", "{\"compositeRequest\":[{\"method\":\"POST\",\"url\":\"nowhere\",\"referenceId\":\"a\"},{\"method\":\"GET\",\"url\":\"/services/data/v67.0/@{a.b[9].c}\",\"referenceId\":\"b\"}]}")]
    [InlineData("composite/batch", "{\"batchRequests\":[{\"method\":\"GET\",\"url\":\"v67.0/nowhere\"}]}")]
    [InlineData("composite/sobjects/Contact", "{\"ids\":5}")]
    [InlineData("jobs/ingest", "5")]
    [InlineData("jobs/query", "{\"query\":5}")]
    public async Task Odd_body_never_breaks_the_org(string path, string body)
    {
        var answer = await _org.PostAsync(path, body);

        ((int)answer.Status).Should().BeLessThan(500, answer.Text);
        answer.Json.ValueKind.Should().NotBe(System.Text.Json.JsonValueKind.Undefined);
        (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Faults_come_by_script()
    {
        await _org.PostAsync("/simulator/faults/script", new object[]
        {
            new { kind = "Error", code = "SERVER_UNAVAILABLE", count = 1 },
            new { kind = "Error", code = "UNABLE_TO_LOCK_ROW", count = 1 },
        });

        (await _org.GetAsync("limits")).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await _org.GetAsync("limits")).Status.Should().Be(HttpStatusCode.BadRequest);
        (await _org.GetAsync("limits")).Status.Should().Be(HttpStatusCode.OK);
    }
}
