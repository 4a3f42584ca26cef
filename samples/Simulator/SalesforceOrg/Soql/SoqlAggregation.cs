using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>The rows that agree in what they are grouped by.</summary>
internal sealed record SoqlGroup(IReadOnlyList<object?> Key, IReadOnlyList<OrgRow> Rows);

/// <summary>A column of an aggregate result, with the name that it has in the answer.</summary>
internal sealed record SoqlColumn(string Name, SoqlOperand<SoqlGroup> Operand);

/// <summary>GROUP BY and the aggregate functions.</summary>
internal sealed class SoqlAggregation
{
    private readonly SoqlQuery _query;
    private readonly SoqlBinder _binder;
    private readonly List<SoqlOperand<OrgRow>> _keys;

    public SoqlAggregation(SoqlQuery query, SoqlBinder binder)
    {
        (_query, _binder) = (query, binder);
        _keys = [.. query.GroupBy.Select(binder.Bind)];

        // Without an alias an aggregate is expr0, expr1, …, and a field is its last name.
        var unnamed = 0;
        Columns =
        [
            .. query.Select.Select(item => item switch
            {
                SoqlPath path => new SoqlColumn(path.Alias ?? path.Path[(path.Path.LastIndexOf('.') + 1)..], Bind(path)),
                SoqlCall call => new SoqlColumn(call.Alias ?? $"expr{unnamed++}", Bind(call)),
                _ => throw SoqlLexer.Malformed("a grouped query selects fields and aggregate functions only"),
            }),
        ];
    }

    public IReadOnlyList<SoqlColumn> Columns { get; }

    public IEnumerable<SoqlGroup> Group(IEnumerable<OrgRow> rows)
    {
        if (_keys.Count == 0)
            return [new SoqlGroup([], [.. rows])];

        return rows.GroupBy(row => _keys.Select(key => key.Get(row)).ToArray(), KeyComparer.Instance).Select(group => new SoqlGroup(group.Key, [.. group]));
    }

    public SoqlOperand<SoqlGroup> Bind(SoqlItem item)
    {
        if (item is SoqlCall { IsAggregate: true } call)
            return Aggregate(call);

        // An alias of the SELECT may stand in ORDER BY.
        if (item is SoqlPath path && _query.Select.OfType<SoqlCall>().FirstOrDefault(other => path.Path.Equals(other.Alias, StringComparison.OrdinalIgnoreCase)) is { } named)
            return Bind(named);

        for (var at = 0; at < _keys.Count; at++)
        {
            if (!IsSame(_query.GroupBy[at], item))
                continue;
            var position = at;
            return new SoqlOperand<SoqlGroup>(_keys[at].Field, group => group.Key[position]);
        }

        throw SoqlLexer.Malformed($"Field must be grouped or aggregated: {(item as SoqlPath)?.Path ?? (item as SoqlCall)?.Path}");
    }

    private static bool IsSame(SoqlItem left, SoqlItem right) => (left, right) switch
    {
        (SoqlPath a, SoqlPath b) => a.Path.Equals(b.Path, StringComparison.OrdinalIgnoreCase),
        (SoqlCall a, SoqlCall b) => a.Function == b.Function && string.Equals(a.Path, b.Path, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private SoqlOperand<SoqlGroup> Aggregate(SoqlCall call)
    {
        var number = new FieldSchema(call.Function, FieldType.Int);
        if (call.Path is null)
            return call.Function == "COUNT" ? new(number, group => (double)group.Rows.Count) : throw SoqlLexer.Malformed($"{call.Function}() needs a field");

        var (field, get) = _binder.Bind(call.Path);
        if (call.Function is "SUM" or "AVG" && !field.IsNumber)
            throw new OrgException("MALFORMED_QUERY", $"field {field.Name} does not support aggregate operator {call.Function}");

        return call.Function switch
        {
            "COUNT" => new(number, group => (double)group.Rows.Count(row => get(row) is not null)),
            "COUNT_DISTINCT" => new(number, group => (double)group.Rows.Select(get).OfType<object>().Distinct(ValueComparer.Instance).Count()),
            "SUM" => new(field with { Type = FieldType.Double }, group => group.Rows.Any(row => get(row) is double) ? group.Rows.Sum(row => get(row) as double? ?? 0) : null),
            "AVG" => new(field with { Type = FieldType.Double }, group => group.Rows.Average(row => get(row) as double?)),
            "MIN" => new(field, group => group.Rows.Select(get).OfType<object>().Order(ValueComparer.Instance).FirstOrDefault()),
            _ => new(field, group => group.Rows.Select(get).OfType<object>().OrderDescending(ValueComparer.Instance).FirstOrDefault()),
        };
    }

    private sealed class ValueComparer : IComparer<object>, IEqualityComparer<object>
    {
        public static ValueComparer Instance { get; } = new();

        public int Compare(object? x, object? y) => SoqlFilter<SoqlGroup>.Order(x!, y!);

        public new bool Equals(object? x, object? y) => Compare(x, y) == 0;

        public int GetHashCode(object obj) => obj is string text ? text.GetHashCode(StringComparison.OrdinalIgnoreCase) : obj.GetHashCode();
    }

    private sealed class KeyComparer : IEqualityComparer<object?[]>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(object?[]? x, object?[]? y) =>
            x!.Zip(y!).All(pair => pair.First is null ? pair.Second is null : pair.Second is not null && ValueComparer.Instance.Equals(pair.First, pair.Second));

        public int GetHashCode(object?[] obj) =>
            obj.Aggregate(0, (hash, value) => HashCode.Combine(hash, value is null ? 0 : ValueComparer.Instance.GetHashCode(value)));
    }
}
