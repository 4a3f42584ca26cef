namespace Simulator.SalesforceOrg.Soql;

/// <summary>A parsed query, not yet bound to the schema.</summary>
internal sealed record SoqlQuery(IReadOnlyList<SoqlItem> Select, string From, string? Alias)
{
    public SoqlCondition? Where { get; init; }
    public IReadOnlyList<SoqlItem> GroupBy { get; init; } = [];
    public SoqlCondition? Having { get; init; }
    public IReadOnlyList<SoqlOrder> OrderBy { get; init; } = [];
    public int? Limit { get; init; }
    public int? Offset { get; init; }
    public bool AllRows { get; init; }

    /// <summary>COUNT() without a field: the answer is a number, not records.</summary>
    public bool IsCount => Select is [SoqlCall { Function: "COUNT", Path: null, Alias: null }];

    public bool IsAggregate => GroupBy.Count > 0 || Select.Any(item => item is SoqlCall { IsAggregate: true });
}

/// <summary>Something selected, grouped, ordered or compared.</summary>
internal abstract record SoqlItem;

internal sealed record SoqlPath(string Path, string? Alias = null) : SoqlItem;

internal sealed record SoqlCall(string Function, string? Path, string? Alias = null) : SoqlItem
{
    public bool IsAggregate => Function is "COUNT" or "COUNT_DISTINCT" or "SUM" or "AVG" or "MIN" or "MAX";
}

internal sealed record SoqlChildren(SoqlQuery Query) : SoqlItem;

/// <summary>TYPEOF What WHEN Account THEN Name, Industry ELSE Name END: other fields for each object that a look-up leads to.</summary>
internal sealed record SoqlTypeOf(string Relationship, IReadOnlyList<(string Type, IReadOnlyList<string> Fields)> Cases, IReadOnlyList<string> Otherwise) : SoqlItem;

/// <summary>FIELDS(ALL), FIELDS(STANDARD), FIELDS(CUSTOM).</summary>
internal sealed record SoqlFieldSet(string Set) : SoqlItem;

internal sealed record SoqlOrder(SoqlItem Item, bool Descending, bool NullsLast);

internal abstract record SoqlCondition;

internal sealed record SoqlAll(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

internal sealed record SoqlAny(IReadOnlyList<SoqlCondition> Parts) : SoqlCondition;

internal sealed record SoqlNot(SoqlCondition Part) : SoqlCondition;

internal sealed record SoqlComparison(SoqlItem Item, string Operator, IReadOnlyList<SoqlLiteral> Values) : SoqlCondition;

internal sealed record SoqlSemiJoin(SoqlPath Item, bool Negated, SoqlQuery Query) : SoqlCondition;

internal enum SoqlLiteralKind
{
    Text,
    Number,
    Flag,
    Null,
    Date,
    DateTime,
    DateWord,
}

/// <summary>A value in a filter; for a word of dates such as LAST_N_DAYS:30, <c>Number</c> is what follows the colon.</summary>
internal sealed record SoqlLiteral(SoqlLiteralKind Kind, string Text, double Number = 0);
