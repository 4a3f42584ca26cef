using System.Globalization;
using System.Text.Json;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Soql;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/query</c>, <c>/queryAll</c> and their further pages.</summary>
internal sealed class QueryApi(OrgData data, SoqlEngine engine, SimulatorClock clock)
{
    private const int MaxPage = 2000;
    private const int MinPage = 200;
    private const int MaxCursors = 100;
    private static readonly TimeSpan CursorLifetime = TimeSpan.FromDays(2);
    private readonly LinkedList<Cursor> _cursors = [];
    private long _lastCursor;

    public RestResponse Run(RestRequest request, bool withDeleted)
    {
        if (request.Parameter("explain") is { Length: > 0 } explained)
            return Explain(explained);
        if (request.Parameter("q") is not { Length: > 0 } text)
            throw new OrgException("MALFORMED_QUERY", "A query has to be specified");

        var query = SoqlParser.Parse(text);
        return request.Flag("columns") ? data.Read(() =>
        {
            var type = engine.Run(query with { Limit = 0 }, withDeleted).Type;
            return RestResponse.Ok(json => SoqlColumnMetadata.Write(json, engine, query, type));
        })
        : Run(request, query, withDeleted);
    }

    public RestResponse Run(RestRequest request, SoqlQuery query, bool withDeleted) => data.Read(() =>
    {
        var result = engine.Run(query, withDeleted);
        return query.IsCount ? RestResponse.Ok(json => WriteHead(json, result.Total, null, json => { }))
            : result.Projection is null ? Groups(result)
            : Page(request, new Cursor(NewCursorId(), result, clock.GetUtcNow()), 0);
    });

    // One plan, as of a small org: an index where one answers part of the filter, else a scan.
    private RestResponse Explain(string text) => data.Read(() =>
    {
        var (type, byIndex, cardinality, total) = engine.Plan(SoqlParser.Parse(text));
        return RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("plans");
            json.WriteStartObject();
            json.WriteNumber("cardinality", cardinality);
            json.WriteStartArray("fields");
            json.WriteEndArray();
            json.WriteString("leadingOperationType", byIndex ? "Index" : "TableScan");
            json.WriteStartArray("notes");
            json.WriteEndArray();
            json.WriteNumber("relativeCost", Math.Round(total == 0 ? 0 : (double)cardinality / total, 3));
            json.WriteNumber("sobjectCardinality", total);
            json.WriteString("sobjectType", type.Name);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("sourceQuery", text);
            json.WriteEndObject();
        });
    });

    public RestResponse More(RestRequest request, string locator) => data.Read(() =>
    {
        var dash = locator.LastIndexOf('-');
        var cursor = dash < 0 ? null : _cursors.FirstOrDefault(item => item.Id == locator[..dash]);
        if (cursor is null || clock.GetUtcNow() - cursor.At > CursorLifetime
            || !int.TryParse(locator.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from > cursor.Result.Rows.Count)
        {
            throw new OrgException("INVALID_QUERY_LOCATOR", "invalid query locator");
        }

        return Page(request, cursor, from);
    });

    private RestResponse Page(RestRequest request, Cursor cursor, int from)
    {
        var rows = cursor.Result.Rows;
        var until = Math.Min(rows.Count, from + PageSize(request));
        if (until < rows.Count && !_cursors.Contains(cursor))
        {
            _cursors.AddLast(cursor);
            if (_cursors.Count > MaxCursors)
                _cursors.RemoveFirst();
        }

        var next = until < rows.Count ? $"{request.DataPath}/query/{cursor.Id}-{until}" : null;
        return RestResponse.Ok(json => WriteHead(json, rows.Count, next, json =>
        {
            for (var at = from; at < until; at++)
                cursor.Result.Projection!.Write(json, rows[at], request.Version);
        }));
    }

    private static RestResponse Groups(SoqlResult result) => RestResponse.Ok(json => WriteHead(json, result.Groups.Count, null, json =>
    {
        foreach (var group in result.Groups)
        {
            json.WriteStartObject();
            json.WriteStartObject("attributes");
            json.WriteString("type", "AggregateResult");
            json.WriteEndObject();
            foreach (var column in result.Columns)
            {
                json.WritePropertyName(column.Name);
                FieldValues.Write(json, column.Operand.Field, column.Operand.Get(group));
            }

            json.WriteEndObject();
        }
    }));

    private static void WriteHead(Utf8JsonWriter json, int total, string? next, Action<Utf8JsonWriter> records)
    {
        json.WriteStartObject();
        json.WriteNumber("totalSize", total);
        json.WriteBoolean("done", next is null);
        if (next is not null)
            json.WriteString("nextRecordsUrl", next);
        json.WriteStartArray("records");
        records(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int PageSize(RestRequest request)
    {
        foreach (var option in (request.Header("Sforce-Query-Options") ?? "").Split(',', ';'))
        {
            if (option.Trim() is ['b', 'a', 't', 'c', 'h', 'S', 'i', 'z', 'e', '=', .. var size] && int.TryParse(size, CultureInfo.InvariantCulture, out var wanted))
                return Math.Clamp(wanted, MinPage, MaxPage);
        }

        return MaxPage;
    }

    private string NewCursorId() => SalesforceIds.Make("01g", ++_lastCursor + (clock.GetUtcNow().ToUnixTimeSeconds() % 10_000_000 * 1000));

    private sealed record Cursor(string Id, SoqlResult Result, DateTimeOffset At);
}
