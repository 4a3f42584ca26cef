using System.Diagnostics.CodeAnalysis;

namespace Connector.Salesforce.Bulk;

/// <summary>A row as Salesforce's CSV has it: text by column. An empty cell is null.</summary>
public sealed class BulkRow
{
    private readonly string[] _cells;

    internal BulkRow(IReadOnlyList<string> columns, string[] cells)
    {
        Columns = columns;
        _cells = cells;
    }

    /// <summary>The columns, shared by all rows of an answer.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>A column's text, its name without regard to case; null when it is empty or there is no such column.</summary>
    public string? this[string column]
    {
        get
        {
            for (var index = 0; index < Columns.Count; index++)
            {
                if (Columns[index].Equals(column, StringComparison.OrdinalIgnoreCase))
                    return _cells[index] is { Length: > 0 } text ? text : null;
            }

            return null;
        }
    }

    /// <summary>The record's id, from the column <c>Id</c> or <c>sf__Id</c>.</summary>
    public bool TryGetId([NotNullWhen(true)] out SalesforceId? id)
    {
        id = SalesforceId.TryParse(this["Id"] ?? this["sf__Id"], out var found) ? found : null;
        return id is not null;
    }

    internal ReadOnlySpan<string> Cells => _cells;
}
