using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Query;

/// <summary>getUpdated and getDeleted: what changed between two moments.</summary>
internal sealed class ChangeWindow(SalesforceHttp http)
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public async Task<UpdatedRecords> UpdatedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Call("get_updated", type, "updated", since, until), cancellationToken);
        if (answer.Object["ids"] is not JsonArray ids)
            throw answer.Unexpected();

        return new UpdatedRecords([.. ids.Select(id => Id(answer, id))], Moment(answer, answer.Object["latestDateCovered"]));
    }

    public async Task<DeletedRecords> DeletedAsync(string type, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(Call("get_deleted", type, "deleted", since, until), cancellationToken);
        if (answer.Object["deletedRecords"] is not JsonArray rows)
            throw answer.Unexpected();

        return new DeletedRecords(
            [.. rows.Select(row => new DeletedRecord(Id(answer, row?["id"]), Moment(answer, row?["deletedDate"])))],
            Moment(answer, answer.Object["earliestDateAvailable"]),
            Moment(answer, answer.Object["latestDateCovered"]));
    }

    private SalesforceCall Call(string operation, string type, string resource, DateTimeOffset since, DateTimeOffset until)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        if (until - since <= TimeSpan.FromMinutes(1))
            throw new ArgumentException("The span must be longer than a minute.", nameof(until));
        if (until - since > Longest)
            throw new ArgumentException("The span may be 30 days long at most.", nameof(since));

        return new SalesforceCall(operation, HttpMethod.Get,
            $"{http.DataPath}/sobjects/{Uri.EscapeDataString(type)}/{resource}/?start={Text(since)}&end={Text(until)}")
        { Object = type };
    }

    private static string Text(DateTimeOffset moment) =>
        Uri.EscapeDataString(moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture));

    private static SalesforceId Id(SalesforceAnswer answer, JsonNode? node) =>
        SalesforceId.TryParse(node.AsText(), out var id) ? id : throw answer.Unexpected();

    private static DateTimeOffset Moment(SalesforceAnswer answer, JsonNode? node) =>
        SalesforceDateTime.TryParse(node.AsText(), out var moment) ? moment : throw answer.Unexpected();
}
