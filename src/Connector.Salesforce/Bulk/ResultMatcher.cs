using System.Buffers;

namespace Connector.Salesforce.Bulk;

/// <summary>Turns a result file's rows into outcomes, and finds which of the input's rows each was.</summary>
internal sealed class ResultMatcher(string[] columns, RowIndex? index)
{
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private readonly string[] _sent = new string[columns.Length];
    private IReadOnlyList<string>? _header;
    private int[] _places = [];

    public BulkResult Result(BulkOutcome outcome, BulkRow row)
    {
        return new BulkResult(outcome, row)
        {
            Index = index is null ? null : Index(row),
            Id = SalesforceId.TryParse(row["sf__Id"], out var id) ? id : null,
            Created = outcome == BulkOutcome.Succeeded && bool.TryParse(row["sf__Created"], out var created) ? created : null,
            Error = outcome == BulkOutcome.Failed ? Error(row["sf__Error"] ?? "") : null,
        };
    }

    private long? Index(BulkRow row)
    {
        if (!ReferenceEquals(_header, row.Columns))
        {
            _header = row.Columns;
            _places = [.. columns.Select(column => row.Columns.ToList().FindIndex(name => name.Equals(column, StringComparison.OrdinalIgnoreCase)))];
        }

        for (var place = 0; place < _places.Length; place++)
            _sent[place] = _places[place] < 0 ? "" : row.Cells[_places[place]];
        return index!.Take(_sent);
    }

    // "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --"
    internal static SalesforceError Error(string text)
    {
        var end = text.IndexOf(':', StringComparison.Ordinal);
        if (end <= 0 || text.AsSpan(0, end).ContainsAnyExcept(CodeCharacters))
            return new SalesforceError("UNKNOWN_EXCEPTION", text, []);

        var code = text[..end];
        var rest = text[(end + 1)..];
        var last = rest.LastIndexOf(':');
        if (last < 0 || !rest.EndsWith("--", StringComparison.Ordinal))
            return new SalesforceError(code, rest, []);

        string[] fields = rest[(last + 1)..^2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new SalesforceError(code, rest[..last], fields);
    }
}
