using System.Net;
using System.Text.Json;

namespace Simulator.Tests.SalesforceOrg;

public sealed class CollectionTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private static Dictionary<string, object?> Contact(string? lastName, string? id = null, string? key = null) => new Dictionary<string, object?>
    {
        ["attributes"] = new { type = "Contact" }, ["LastName"] = lastName, ["id"] = id, ["Portal_Id__c"] = key,
    }.Where(pair => pair.Value is not null).ToDictionary();

    [Fact]
    public async Task Good_records_are_saved_beside_bad_ones_with_results_by_index()
    {
        var answer = await _org.PostAsync("composite/sobjects", new { allOrNone = false, records = new[] { Contact("One"), Contact(""), Contact("Three") } });

        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Json.EnumerateArray().Select(item => item.GetProperty("success").GetBoolean()).Should().Equal(true, false, true);
        var error = answer.Json[1].GetProperty("errors")[0];
        error.GetProperty("statusCode").GetString().Should().Be("REQUIRED_FIELD_MISSING");
        error.GetProperty("fields")[0].GetString().Should().Be("LastName");
        (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task All_or_none_saves_nothing_when_one_record_is_bad()
    {
        var answer = await _org.PostAsync("composite/sobjects", new { allOrNone = true, records = new[] { Contact("One"), Contact("") } });

        answer.Json[0].GetProperty("errors")[0].GetProperty("statusCode").GetString().Should().Be("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        answer.Json[1].GetProperty("errors")[0].GetProperty("statusCode").GetString().Should().Be("REQUIRED_FIELD_MISSING");
        (await _org.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Upsert_update_retrieve_and_delete_go_by_index()
    {
        var upserted = await _org.PatchAsync("composite/sobjects/Contact/Portal_Id__c", new { records = new[] { Contact("A", key: "1"), Contact("B", key: "2"), Contact("C", key: "1") } });
        upserted.Json.EnumerateArray().Select(item => item.GetProperty("created").GetBoolean()).Should().Equal(true, true, false);
        var ids = upserted.Json.EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToList();

        var updated = await _org.PatchAsync("composite/sobjects", new { records = new[] { Contact("D", ids[1]), Contact("E", "003000000000001AAA") } });
        updated.Json[0].GetProperty("success").GetBoolean().Should().BeTrue();
        updated.Json[1].GetProperty("errors")[0].GetProperty("statusCode").GetString().Should().Be("INVALID_CROSS_REFERENCE_KEY");

        var retrieved = await _org.PostAsync("composite/sobjects/Contact", new { ids = new[] { ids[1], "003000000000001AAA", ids[0] }, fields = new[] { "LastName" } });
        retrieved.Json[0].GetProperty("LastName").GetString().Should().Be("D");
        retrieved.Json[1].ValueKind.Should().Be(JsonValueKind.Null);
        retrieved.Json[2].GetProperty("LastName").GetString().Should().Be("C");

        var deleted = await _org.DeleteAsync($"composite/sobjects?ids={ids[0]},{ids[1]}&allOrNone=false");
        deleted.Json.EnumerateArray().All(item => item.GetProperty("success").GetBoolean()).Should().BeTrue();
    }

    [Fact]
    public async Task More_than_200_records_are_refused()
    {
        var answer = await _org.PostAsync("composite/sobjects", new { records = Enumerable.Range(0, 201).Select(number => Contact($"{number}")).ToArray() });

        answer.ShouldBeError(HttpStatusCode.BadRequest, "EXCEEDED_ID_LIMIT", "cannot submit more than 200 records");
    }

    [Fact]
    public async Task Composite_passes_ids_from_one_call_to_the_next()
    {
        var answer = await _org.PostAsync("composite", new
        {
            allOrNone = true,
            compositeRequest = new object[]
            {
                new { method = "POST", url = $"{TestOrg.Data}/sobjects/Account", referenceId = "org", body = new { Name = "Parent" } },
                new { method = "POST", url = $"{TestOrg.Data}/sobjects/Contact", referenceId = "person", body = new { LastName = "Child", AccountId = "@{org.id}" } },
                new { method = "GET", url = $"{TestOrg.Data}/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{{person.id}}'", referenceId = "found" },
            },
        });

        var parts = answer.Json.GetProperty("compositeResponse");
        parts.EnumerateArray().Select(part => part.GetProperty("httpStatusCode").GetInt32()).Should().Equal(201, 201, 200);
        parts[2].GetProperty("body").GetProperty("records")[0].GetProperty("Account").GetProperty("Name").GetString().Should().Be("Parent");
    }

    [Fact]
    public async Task Composite_with_all_or_none_undoes_what_went_well()
    {
        var answer = await _org.PostAsync("composite", new
        {
            allOrNone = true,
            compositeRequest = new object[]
            {
                new { method = "POST", url = $"{TestOrg.Data}/sobjects/Account", referenceId = "org", body = new { Name = "Parent" } },
                new { method = "POST", url = $"{TestOrg.Data}/sobjects/Contact", referenceId = "person", body = new { FirstName = "No last name" } },
                new { method = "POST", url = $"{TestOrg.Data}/sobjects/Contact", referenceId = "after", body = new { LastName = "After" } },
            },
        });

        var parts = answer.Json.GetProperty("compositeResponse");
        parts[0].GetProperty("body")[0].GetProperty("errorCode").GetString().Should().Be("PROCESSING_HALTED");
        parts[1].GetProperty("body")[0].GetProperty("errorCode").GetString().Should().Be("REQUIRED_FIELD_MISSING");
        parts[2].GetProperty("body")[0].GetProperty("errorCode").GetString().Should().Be("PROCESSING_HALTED");
        (await _org.QueryAsync("SELECT COUNT() FROM Account")).Json.GetProperty("totalSize").GetInt32().Should().Be(0);
    }
}
