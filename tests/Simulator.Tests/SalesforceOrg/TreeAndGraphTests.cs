using System.Net;
using System.Text.Json;

namespace Simulator.Tests.SalesforceOrg;

/// <summary>Composite Tree and Graph: whole or not at all.</summary>
public sealed class TreeAndGraphTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private async Task<int> CountAsync(string type) => (await _org.QueryAsync($"SELECT COUNT() FROM {type}")).Json.GetProperty("totalSize").GetInt32();

    [Fact]
    public async Task Tree_saves_parents_and_children_with_their_look_ups()
    {
        var answer = await _org.PostAsync("composite/tree/Account", """
            {"records":[{"attributes":{"type":"Account","referenceId":"a"},"Name":"Tree",
              "Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"c"},"LastName":"Leaf",
                "Tasks":{"records":[{"attributes":{"type":"Task","referenceId":"t"},"Subject":"Call"}]}}]}}]}
            """);

        answer.Status.Should().Be(HttpStatusCode.Created, answer.Text);
        answer.Json.GetProperty("hasErrors").GetBoolean().Should().BeFalse();
        answer.Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("referenceId").GetString()).Should().Equal("a", "c", "t");
        (await _org.QueryAsync("SELECT Who.Name, Who.Type, TYPEOF Who WHEN Contact THEN LastName ELSE Name END FROM Task WHERE Who.Type = 'Contact'")).Status.Should().Be(HttpStatusCode.BadRequest, "a relationship stands in a SELECT once");
        var task = (await _org.QueryAsync("SELECT TYPEOF Who WHEN Contact THEN LastName, Account.Name WHEN Lead THEN Company END FROM Task WHERE Who.Type = 'Contact'")).Json.GetProperty("records")[0];
        task.GetProperty("Who").GetProperty("LastName").GetString().Should().Be("Leaf");
        task.GetProperty("Who").GetProperty("Account").GetProperty("Name").GetString().Should().Be("Tree");
        (await _org.QueryAsync("SELECT Who.Type FROM Task")).Json.GetProperty("records")[0].GetProperty("Who").GetProperty("Type").GetString().Should().Be("Contact");
    }

    [Fact]
    public async Task Tree_with_a_bad_record_saves_nothing_and_names_only_what_is_bad()
    {
        var answer = await _org.PostAsync("composite/tree/Account", """
            {"records":[{"attributes":{"type":"Account","referenceId":"good"},"Name":"Tree","Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"bad"},"FirstName":"x"}]}}]}
            """);

        answer.Status.Should().Be(HttpStatusCode.BadRequest);
        answer.Json.GetProperty("hasErrors").GetBoolean().Should().BeTrue();
        var result = answer.Json.GetProperty("results").EnumerateArray().Should().ContainSingle().Subject;
        result.GetProperty("referenceId").GetString().Should().Be("bad");
        result.GetProperty("errors")[0].GetProperty("statusCode").GetString().Should().Be("REQUIRED_FIELD_MISSING");
        (await CountAsync("Account")).Should().Be(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"records":[]}""")]
    [InlineData("""{"records":[5]}""")]
    [InlineData("""{"records":[{"attributes":{"type":"Account"},"Name":"no reference"}]}""")]
    [InlineData("""{"records":[{"attributes":{"type":"Contact","referenceId":"a"},"LastName":"other type"}]}""")]
    [InlineData("""{"records":[{"attributes":{"type":"Account","referenceId":"a"},"Name":"x"},{"attributes":{"type":"Account","referenceId":"a"},"Name":"y"}]}""")]
    public async Task Malformed_tree_is_refused(string body) => (await _org.PostAsync("composite/tree/Account", body)).Status.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Graph_runs_its_nodes_by_their_references_and_stands_or_falls_alone()
    {
        static object Post(string type, string reference, object body) => new { method = "POST", url = $"{TestOrg.Data}/sobjects/{type}", referenceId = reference, body };

        var answer = await _org.PostAsync("composite/graph", new
        {
            graphs = new[]
            {
                new { graphId = "fine", compositeRequest = new[] { Post("Contact", "c", new { LastName = "Child", AccountId = "@{a.id}" }), Post("Account", "a", new { Name = "Parent" }) } },
                new { graphId = "broken", compositeRequest = new[] { Post("Account", "a", new { Name = "Undone" }), Post("Contact", "c", new { FirstName = "No last name" }) } },
            },
        });

        var graphs = answer.Json.GetProperty("graphs").EnumerateArray().ToList();
        graphs.Select(graph => (graph.GetProperty("graphId").GetString(), graph.GetProperty("isSuccessful").GetBoolean())).Should().Equal(("fine", true), ("broken", false));
        Parts(graphs[0]).Select(part => part.GetProperty("httpStatusCode").GetInt32()).Should().Equal(201, 201);
        Parts(graphs[1]).Select(part => part.GetProperty("body")[0].GetProperty("errorCode").GetString()).Should().Equal("PROCESSING_HALTED", "REQUIRED_FIELD_MISSING");
        (await CountAsync("Account")).Should().Be(1);
        (await _org.QueryAsync("SELECT Account.Name FROM Contact")).Json.GetProperty("records")[0].GetProperty("Account").GetProperty("Name").GetString().Should().Be("Parent");

        static IEnumerable<JsonElement> Parts(JsonElement graph) => graph.GetProperty("graphResponse").GetProperty("compositeResponse").EnumerateArray();
    }

    [Fact]
    public async Task Nodes_that_wait_for_each_other_are_refused_and_nothing_hangs()
    {
        var answer = await _org.PostAsync("composite/graph", $$$"""
            {"graphs":[{"graphId":"g","compositeRequest":[
              {"method":"POST","url":"{{{TestOrg.Data}}}/sobjects/Account","referenceId":"a","body":{"Name":"@{b.id}"}},
              {"method":"POST","url":"{{{TestOrg.Data}}}/sobjects/Account","referenceId":"b","body":{"Name":"@{a.id}"}}]}]}
            """);

        answer.Json.GetProperty("graphs")[0].GetProperty("isSuccessful").GetBoolean().Should().BeFalse();
        (await CountAsync("Account")).Should().Be(0);
    }
}
