using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/sobjects/X/updated</c> and <c>/deleted</c>: which records changed within a span, by the minute.</summary>
internal sealed class ReplicationApi(OrgData data, SimulatorClock clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public RestResponse Updated(RestRequest request, ObjectSchema type)
    {
        var (start, end) = Span(request);
        return data.Read(() => RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("ids");
            foreach (var row in Within(type, start, end).Where(row => !row.IsDeleted))
                json.WriteStringValue(row.Id);
            json.WriteEndArray();
            json.WriteString("latestDateCovered", Covered(end));
            json.WriteEndObject();
        }));
    }

    public RestResponse Deleted(RestRequest request, ObjectSchema type)
    {
        var (start, end) = Span(request);
        return data.Read(() => RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("deletedRecords");
            foreach (var row in Within(type, start, end).Where(row => row.IsDeleted))
            {
                json.WriteStartObject();
                json.WriteString("deletedDate", FieldValues.ToText(row.SystemModstamp));
                json.WriteString("id", row.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("earliestDateAvailable", FieldValues.ToText(clock.GetUtcNow().UtcDateTime - Kept));
            json.WriteString("latestDateCovered", Covered(end));
            json.WriteEndObject();
        }));
    }

    private IEnumerable<OrgRow> Within(ObjectSchema type, DateTime start, DateTime end) =>
        data.Table(type).All.Where(row => row.SystemModstamp >= start && row.SystemModstamp < end && !data.HiddenRecords.Contains(row.Id));

    private string Covered(DateTime end)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return FieldValues.ToText(ToMinute(end < now ? end : now));
    }

    private (DateTime Start, DateTime End) Span(RestRequest request)
    {
        var start = Moment(request, "start");
        var end = Moment(request, "end");
        if (end <= start)
            throw new OrgException("INVALID_REPLICATION_DATE", "startDate cannot be same as or after endDate");
        if (start < clock.GetUtcNow().UtcDateTime - Kept)
            throw new OrgException("INVALID_REPLICATION_DATE", "startDate before org replication enabled date, or more than 30 days ago");

        return (ToMinute(start), ToMinute(end));
    }

    private static DateTime Moment(RestRequest request, string name) =>
        DateTimeOffset.TryParse(request.Parameter(name)?.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcDateTime
            : throw new OrgException("INVALID_REPLICATION_DATE", $"{name} is missing or no date-time");

    private static DateTime ToMinute(DateTime moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);
}
