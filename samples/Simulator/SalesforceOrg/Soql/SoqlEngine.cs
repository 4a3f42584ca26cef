using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>Runs queries. Call it, and write its results, under the org's lock.</summary>
internal sealed class SoqlEngine(OrgData data, SimulatorClock clock)
{
    private const int MaxOffset = 2000;
    private const int MaxGroups = 2000;

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Runs a query, of those rows only that a search found, where there is one.</summary>
    public SoqlResult Run(SoqlQuery query, bool withDeleted, Func<OrgRow, bool>? found = null)
    {
        var type = SoqlBinder.Object(data, query.From);
        var binder = new SoqlBinder(data, type, query.Alias);
        Check(query);
        var rows = Rows(query, binder, withDeleted || query.AllRows, null);
        if (found is not null)
            rows = rows.Where(found);
        if (query.IsCount)
            return new SoqlResult { Type = type, Total = Page(rows, query).Count() };
        if (query.IsAggregate)
            return Aggregate(query, binder, rows);

        var projection = SoqlProjection.Of(this, binder, query);
        return new SoqlResult { Type = type, Rows = [.. Page(Sort(rows, query, binder.Bind), query)], Projection = projection };
    }

    /// <summary>How the query would be run: whether an index leads, how many rows it looks at, and of how many.</summary>
    public (ObjectSchema Type, bool ByIndex, int Cardinality, int Total) Plan(SoqlQuery query)
    {
        var type = SoqlBinder.Object(data, query.From);
        Run(query with { Limit = 0 }, withDeleted: false);
        var total = data.Table(type).All.Count();
        var candidates = Candidates(query.Where, new SoqlBinder(data, type, query.Alias));
        return (type, candidates is not null, candidates?.Count() ?? total, total);
    }

    /// <summary>The children of a parent, for a subquery in SELECT.</summary>
    public IReadOnlyList<OrgRow> Children(SoqlQuery query, SoqlBinder binder, FieldSchema lookup, OrgRow parent)
    {
        var rows = Rows(query, binder, parent.IsDeleted, data.Table(binder.Type).FindBy(lookup, parent.Id));
        return [.. Page(Sort(rows, query, binder.Bind), query)];
    }

    public SoqlBinder Binder(ObjectSchema type, string? alias) => new(data, type, alias);

    public OrgSchema Schema => data.Schema;

    private IEnumerable<OrgRow> Rows(SoqlQuery query, SoqlBinder binder, bool withDeleted, IEnumerable<OrgRow>? from)
    {
        var rows = from ?? Candidates(query.Where, binder) ?? data.Table(binder.Type).All;
        if (!withDeleted)
            rows = rows.Where(row => !row.IsDeleted);
        if (data.HiddenRecords.Count > 0)
            rows = rows.Where(row => !data.HiddenRecords.Contains(row.Id));
        if (query.Where is not null)
            rows = rows.Where(new SoqlFilter<OrgRow>(binder.Bind, SemiJoin, Today).Compile(query.Where));
        return rows;
    }

    /// <summary>Where an index answers part of the filter, only the rows that it names; null where all must be looked at.</summary>
    private IEnumerable<OrgRow>? Candidates(SoqlCondition? condition, SoqlBinder binder)
    {
        var parts = condition switch { SoqlAll all => all.Parts, null => [], _ => [condition] };
        foreach (var comparison in parts.OfType<SoqlComparison>())
        {
            if (comparison.Operator is not ("=" or "IN") || comparison.Item is not SoqlPath path || comparison.Values.Any(value => value is not { Kind: SoqlLiteralKind.Text, Text.Length: > 0 }))
                continue;

            var (lookups, owner, name) = binder.Walk(path.Path);
            if (lookups.Count > 0 || owner.Field(name) is not { } field)
                continue;

            var table = data.Table(owner);
            var values = comparison.Values.Select(value => value.Text);
            if (field.Type == FieldType.Id)
                return values.Select(SalesforceIds.Normalize).OfType<string>().Distinct().Select(table.Find).OfType<OrgRow>().OrderBy(row => row.Id, StringComparer.Ordinal);

            // An index knows no deleted rows; queryAll has to look at all.
            if (table.IsIndexed(field) && table.DeletedCount == 0)
                return values.Select(value => field.Type == FieldType.Reference ? SalesforceIds.Normalize(value) ?? value : value)
                    .Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(value => table.FindBy(field, value)).OrderBy(row => row.Id, StringComparer.Ordinal);
        }

        return null;
    }

    private HashSet<string> SemiJoin(SoqlSemiJoin join)
    {
        if (join.Query.Select is not [SoqlPath path] || join.Query.IsAggregate)
            throw SoqlLexer.Malformed("a semi join sub-select selects exactly one field");

        var binder = new SoqlBinder(data, SoqlBinder.Object(data, join.Query.From), join.Query.Alias);
        var get = binder.Bind(path).Get;
        return [.. Rows(join.Query, binder, withDeleted: false, null).Select(get).OfType<string>()];
    }

    private SoqlResult Aggregate(SoqlQuery query, SoqlBinder binder, IEnumerable<OrgRow> rows)
    {
        var aggregation = new SoqlAggregation(query, binder);
        IEnumerable<SoqlGroup> groups = aggregation.Group(rows);
        if (query.Having is not null)
            groups = groups.Where(new SoqlFilter<SoqlGroup>(aggregation.Bind, SemiJoin, Today).Compile(query.Having));

        List<SoqlGroup> page = [.. Page(Sort(groups, query, aggregation.Bind), query)];
        if (page.Count > MaxGroups)
            throw new OrgException("EXCEEDED_ID_LIMIT", "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch");

        return new SoqlResult { Type = binder.Type, Groups = page, Columns = aggregation.Columns };
    }

    private static IEnumerable<T> Sort<T>(IEnumerable<T> rows, SoqlQuery query, Func<SoqlItem, SoqlOperand<T>> bind)
    {
        IOrderedEnumerable<T>? ordered = null;
        foreach (var order in query.OrderBy)
        {
            var get = bind(order.Item).Get;
            var comparer = Comparer<object?>.Create((left, right) => (left, right) switch
            {
                (null, null) => 0,
                (null, _) => order.NullsLast ? 1 : -1,
                (_, null) => order.NullsLast ? -1 : 1,
                _ => SoqlFilter<T>.Order(left, right) * (order.Descending ? -1 : 1),
            });
            ordered = ordered is null ? rows.OrderBy(get, comparer) : ordered.ThenBy(get, comparer);
        }

        return ordered ?? rows;
    }

    private static IEnumerable<T> Page<T>(IEnumerable<T> rows, SoqlQuery query)
    {
        if (query.Offset is { } offset)
            rows = rows.Skip(offset);
        return query.Limit is { } limit ? rows.Take(limit) : rows;
    }

    private static void Check(SoqlQuery query)
    {
        if (query.Offset > MaxOffset)
            throw new OrgException("NUMBER_OUTSIDE_VALID_RANGE", $"Maximum SOQL offset allowed is {MaxOffset}");
        if (query.Select.OfType<SoqlFieldSet>().Any(set => set.Set is "ALL" or "CUSTOM") && query.Limit is not <= 200)
            throw new OrgException("MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200");
        if (query.Having is not null && query.GroupBy.Count == 0)
            throw SoqlLexer.Malformed("unexpected token: 'HAVING'");
    }
}

/// <summary>What a query found: rows with a projection, groups with columns, or only a number.</summary>
internal sealed class SoqlResult
{
    private readonly int? _total;

    public required ObjectSchema Type { get; init; }
    public IReadOnlyList<OrgRow> Rows { get; init; } = [];
    public SoqlProjection? Projection { get; init; }
    public IReadOnlyList<SoqlGroup> Groups { get; init; } = [];
    public IReadOnlyList<SoqlColumn> Columns { get; init; } = [];

    public int Total
    {
        get => _total ?? (Rows.Count + Groups.Count);
        init => _total = value;
    }
}
