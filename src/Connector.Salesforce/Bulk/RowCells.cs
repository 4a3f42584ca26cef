using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;

namespace Connector.Salesforce.Bulk;

/// <summary>A record as the cells of a CSV row, and the columns it needs.</summary>
internal sealed class RowCells
{
    // Sets null; an empty cell leaves the field alone.
    private const string Null = "#N/A";

    private readonly string[] _columns;
    private readonly Dictionary<string, int> _places;
    private readonly string[] _cells;
    private readonly bool _isFixed;

    public RowCells(BulkIngest ingest, SalesforceRecord first)
    {
        _isFixed = ingest.Fields is not null;
        _columns = [.. ingest.Fields ?? Columns(ingest, first)];
        _places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < _columns.Length; index++)
        {
            if (!_places.TryAdd(_columns[index], index))
                throw new ArgumentException($"The column {_columns[index]} is there twice.", nameof(ingest));
        }

        _cells = new string[_columns.Length];
        if (_columns.Length == 0)
            throw new ArgumentException("A row needs a field.", nameof(first));
    }

    public ReadOnlySpan<string> Header => _columns;

    /// <summary>The cells of the record that was asked for last.</summary>
    public ReadOnlySpan<string> Current => _cells;

    /// <summary>The record's cells, good until the next call.</summary>
    /// <exception cref="ArgumentException">It has a field without a column, or a value that CSV cannot say.</exception>
    public ReadOnlySpan<string> Of(SalesforceRecord record, long index)
    {
        Array.Fill(_cells, "");
        if (record.Id is { } id && _places.TryGetValue(nameof(record.Id), out var place))
            _cells[place] = id.Value;
        foreach (var (field, value) in record.Fields)
        {
            var (column, text) = Cell(field, value);
            if (!_places.TryGetValue(column, out var at))
            {
                throw new ArgumentException(
                    $"Row {index} has the field {column}, which {(_isFixed ? "is not among the columns" : "the first row does not have; name all columns in BulkIngest.Fields")}.");
            }

            _cells[at] = text;
        }

        return _cells;
    }

    /// <summary>The columns that a record's fields need.</summary>
    public static IEnumerable<string> Columns(SalesforceRecord record) => record.Fields.Select(field => Cell(field.Key, field.Value).Column);

    private static IEnumerable<string> Columns(BulkIngest ingest, SalesforceRecord first)
    {
        var columns = Columns(first);
        return ingest.Operation is BulkOperation.Insert or BulkOperation.Upsert || first.Id is null ? columns : columns.Prepend(nameof(first.Id));
    }

    private static (string Column, string Text) Cell(string field, JsonNode? value) => value switch
    {
        // A parent by its external id: {"Account": {"Portal_Id__c": "7"}} is the column Account.Portal_Id__c.
        JsonObject parent when parent.Count == 1 && parent.First() is { Value: JsonValue key } only => ($"{field}.{only.Key}", Text(field, key)),
        null => (field, Null),
        JsonValue plain => (field, Text(field, plain)),
        _ => throw new ArgumentException($"The field {field} holds {value.GetValueKind()}, which a CSV cell cannot."),
    };

    private static string Text(string field, JsonValue value)
    {
        if (value.AsText() is not { } text)
            return value.ToJsonString();
        if (text == Null)
            throw new ArgumentException($"The field {field} holds the text {Null}, which bulk jobs take for null.");

        // An empty text is null in Salesforce, and an empty cell would leave the field alone.
        return text.Length == 0 ? Null : text;
    }
}
