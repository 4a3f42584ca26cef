using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Simulator.Faults;
using Simulator.SalesforceOrg.Bulk;

namespace Simulator.Tests.SalesforceOrg;

public sealed class BulkTests : IAsyncLifetime
{
    private TestOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await TestOrg.StartAsync();

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    private async Task<JsonElement> IngestAsync(string operation, string csv, string? externalId = null, TestOrg? org = null)
    {
        org ??= _org;
        var created = await org.PostAsync("jobs/ingest", new { @object = "Contact", operation, externalIdFieldName = externalId, contentType = "CSV", lineEnding = "LF" });
        created.Status.Should().Be(HttpStatusCode.OK, created.Text);
        created.Json.GetProperty("state").GetString().Should().Be("Open");
        created.Json.GetProperty("apiVersion").GetDouble().Should().Be(67.0);
        var id = created.Json.GetProperty("id").GetString()!;

        using var content = new StringContent(csv, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var uploaded = await org.Http.PutAsync("/" + created.Json.GetProperty("contentUrl").GetString(), content, TestContext.Current.CancellationToken);
        uploaded.StatusCode.Should().Be(HttpStatusCode.Created);
        (await uploaded.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
        (await org.PatchAsync($"jobs/ingest/{id}", new { state = "UploadComplete" })).Status.Should().Be(HttpStatusCode.OK);
        return await FinishedAsync(org, $"jobs/ingest/{id}");
    }

    private static async Task<JsonElement> FinishedAsync(TestOrg org, string path)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddMinutes(3);
        while (true)
        {
            var job = (await org.GetAsync(path)).Json;
            if (job.GetProperty("state").GetString() is "JobComplete" or "Failed" or "Aborted" || TimeProvider.System.GetUtcNow() > deadline)
                return job;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Job_is_made_filled_and_closed_in_one_multipart_call()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"object":"Contact","operation":"insert"}""", Encoding.UTF8, "application/json"), "job" },
            { new StringContent("LastName\nOne\n", Encoding.UTF8, "text/csv"), "content", "content" },
        };
        using var response = await _org.Http.PostAsync($"{TestOrg.Data}/jobs/ingest", form, TestContext.Current.CancellationToken);
        var job = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        job.GetProperty("state").GetString().Should().Be("UploadComplete");
        (await FinishedAsync(_org, $"jobs/ingest/{job.GetProperty("id").GetString()}")).GetProperty("numberRecordsProcessed").GetInt32().Should().Be(1);

        using var half = new MultipartFormDataContent { { new StringContent("{}"), "job" } };
        using var refused = await _org.Http.PostAsync($"{TestOrg.Data}/jobs/ingest", half, TestContext.Current.CancellationToken);
        refused.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rows_are_upserted_with_parents_nulls_and_results_for_each()
    {
        await _org.PatchAsync("sobjects/Account/Portal_Id__c/o1", new { Name = "Parent" });
        await _org.PatchAsync("sobjects/Contact/Portal_Id__c/2", new { LastName = "Old", Title = "Keep", Email = "old@example.org" });

        var job = await IngestAsync("upsert", "Portal_Id__c,LastName,Account.Portal_Id__c,Title,Email\n1,\"Quote \"\"d\"\",\nline\",o1,,\n2,New,,,#N/A\n3,,,,\n4,Lost,nowhere,,\n", "Portal_Id__c");

        job.GetProperty("state").GetString().Should().Be("JobComplete");
        job.GetProperty("numberRecordsProcessed").GetInt32().Should().Be(4);
        job.GetProperty("numberRecordsFailed").GetInt32().Should().Be(2);
        var id = job.GetProperty("id").GetString();
        var successful = (await _org.GetAsync($"jobs/ingest/{id}/successfulResults")).Text.Split('\n');
        successful[0].Should().Be("\"sf__Id\",\"sf__Created\",\"Portal_Id__c\",\"LastName\",\"Account.Portal_Id__c\",\"Title\",\"Email\"");
        successful[1].Should().MatchRegex("^\"003[A-Za-z0-9]{15}\",\"true\",\"1\",\"Quote \"\"d\"\",$");
        successful[3].Should().Contain("\"false\",\"2\",\"New\"");
        var failed = (await _org.GetAsync($"jobs/ingest/{id}/failedResults")).Text;
        failed.Should().Contain("\"REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --\",\"3\"")
            .And.Contain("INVALID_FIELD:Foreign key external ID: nowhere not found");

        var second = (await _org.GetAsync("sobjects/Contact/Portal_Id__c/2")).Json;
        second.GetProperty("Title").GetString().Should().Be("Keep");
        second.GetProperty("Email").ValueKind.Should().Be(JsonValueKind.Null);
        (await _org.GetAsync("sobjects/Contact/Portal_Id__c/1")).Json.GetProperty("AccountId").GetString().Should().StartWith("001");
    }

    [Theory]
    [InlineData("LastName,Nonsense__c\nx,y\n", "Field name not found : Nonsense__c")]
    [InlineData("LastName\n\"open\n", "A quote is left open.")]
    [InlineData("", "The file is empty.")]
    public async Task Bad_file_fails_the_job_with_its_reason(string csv, string reason)
    {
        var job = await IngestAsync("insert", csv);

        job.GetProperty("state").GetString().Should().Be("Failed");
        job.GetProperty("errorMessage").GetString().Should().StartWith("InvalidBatch : ").And.Contain(reason);
    }

    [Fact]
    public async Task Some_rows_can_be_made_to_fail()
    {
        _org.Faults.Add(new FaultRule { Kind = FaultKind.Partial, Code = "UNABLE_TO_LOCK_ROW", Path = "/jobs/ingest", Count = 1 });

        var job = await IngestAsync("insert", "LastName\na\nb\n");

        job.GetProperty("numberRecordsFailed").GetInt32().Should().Be(1);
        (await _org.QueryAsync("SELECT LastName FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Query_job_is_read_page_by_page()
    {
        await IngestAsync("insert", "LastName\n" + string.Concat(Enumerable.Range(0, 1203).Select(number => $"Row {number:0000}\n")));
        var created = await _org.PostAsync("jobs/query", new { operation = "query", query = "SELECT LastName, Account.Name FROM Contact ORDER BY LastName" });
        var job = await FinishedAsync(_org, $"jobs/query/{created.Json.GetProperty("id").GetString()}");

        var first = await _org.GetAsync($"jobs/query/{job.GetProperty("id").GetString()}/results?maxRecords=1000");
        var second = await _org.GetAsync($"jobs/query/{job.GetProperty("id").GetString()}/results?maxRecords=1000&locator={first.Headers["Sforce-Locator"]}");

        job.GetProperty("numberRecordsProcessed").GetInt32().Should().Be(1203);
        first.Headers["Sforce-NumberOfRecords"].Should().Be("1000");
        second.Headers["Sforce-Locator"].Should().Be("null");
        first.Text.Split('\n')[..2].Should().Equal("\"LastName\",\"Account.Name\"", "\"Row 0000\",\"\"");
        second.Text.TrimEnd().Split('\n').Should().HaveCount(204).And.EndWith("\"Row 1202\",\"\"");
    }

    [Fact]
    public async Task Job_cut_off_by_a_stop_goes_on_after_the_restart_and_doubles_nothing()
    {
        using var folder = new TemporaryFolder();
        const int Rows = 30_000;
        var csv = "LastName,Portal_Id__c\n" + string.Concat(Enumerable.Range(0, Rows).Select(number => $"Row,{number}\n"));
        string path;
        await using (var org = await TestOrg.StartAsync(folder.Path))
        {
            var created = await org.PostAsync("jobs/ingest", new { @object = "Contact", operation = "insert", contentType = "CSV" });
            path = $"jobs/ingest/{created.Json.GetProperty("id").GetString()}";
            using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
            await org.Http.PutAsync($"{TestOrg.Data}/{path}/batches", content, TestContext.Current.CancellationToken);
            await org.PatchAsync(path, new { state = "UploadComplete" });
            while ((await org.GetAsync(path)).Json.GetProperty("numberRecordsProcessed").GetInt32() == 0)
                await Task.Yield();
        }

        await using var again = await TestOrg.StartAsync(folder.Path);
        var job = await FinishedAsync(again, path);

        job.GetProperty("state").GetString().Should().Be("JobComplete");
        job.GetProperty("numberRecordsFailed").GetInt32().Should().Be(0);
        (await again.QueryAsync("SELECT COUNT() FROM Contact")).Json.GetProperty("totalSize").GetInt32().Should().Be(Rows);
        (await again.GetAsync($"{path}/successfulResults")).Text.Split('\n').Should().HaveCount(Rows + 2);
    }

    [Fact]
    public async Task Jobs_in_the_wrong_state_are_refused()
    {
        var created = await _org.PostAsync("jobs/ingest", new { @object = "Contact", operation = "insert" });
        var path = $"jobs/ingest/{created.Json.GetProperty("id").GetString()}";

        (await _org.PatchAsync(path, new { state = "UploadComplete" })).ShouldBeError(HttpStatusCode.BadRequest, "INVALIDJOBSTATE", "no data");
        (await _org.PatchAsync(path, new { state = "Aborted" })).Json.GetProperty("state").GetString().Should().Be("Aborted");
        (await _org.PatchAsync(path, new { state = "Aborted" })).ShouldBeError(HttpStatusCode.BadRequest, "INVALIDJOBSTATE", "cannot go");
        (await _org.DeleteAsync(path)).Status.Should().Be(HttpStatusCode.NoContent);
        (await _org.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound);
        (await _org.PostAsync("jobs/ingest", new { @object = "Nonsense", operation = "insert" })).ShouldBeError(HttpStatusCode.BadRequest, "INVALIDENTITY", "Nonsense");
        (await _org.PostAsync("jobs/query", new { operation = "query", query = "SELECT Nonsense FROM Contact" })).ShouldBeError(HttpStatusCode.BadRequest, "INVALID_FIELD", "No such column");
    }

    [Fact]
    public void Csv_that_was_written_is_read_as_it_was() =>
        Gen.String[Gen.Char["ab\"',;\n\r\t é"], 0, 12].List[1, 6].List[1, 8].Sample(rows =>
        {
            using var text = new StringWriter();
            foreach (var row in rows)
                CsvText.WriteRow(text, row, ',', "\n");

            using var source = new StringReader(text.ToString());
            var reader = new CsvReader(source, ',');
            foreach (var row in rows)
                reader.Read().Should().Equal(row);
            reader.Read().Should().BeNull();
        }, iter: 2000);
}
