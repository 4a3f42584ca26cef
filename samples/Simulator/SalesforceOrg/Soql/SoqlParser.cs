using System.Globalization;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>SOQL by recursive descent. A clause that the simulator does not model is a 501, a fault in the text a MALFORMED_QUERY.</summary>
internal sealed class SoqlParser
{
    private static readonly HashSet<string> Clauses = new(StringComparer.OrdinalIgnoreCase)
    {
        "WHERE", "WITH", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "USING", "UPDATE", "FROM",
    };

    private const int MaxLength = 100_000;
    private const int MaxDepth = 100;
    private readonly List<SoqlToken> _tokens;
    private int _at;
    private int _depth;

    private SoqlParser(List<SoqlToken> tokens) => _tokens = tokens;

    private SoqlToken Current => _tokens[_at];

    public static SoqlQuery Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new OrgException("QUERY_TOO_COMPLICATED", $"A query has at most {MaxLength} characters.");

        var parser = new SoqlParser(SoqlLexer.Read(text));
        var query = parser.Query();
        return parser.Current.Kind == SoqlTokenKind.End ? query : throw parser.Unexpected();
    }

    private SoqlQuery Query()
    {
        if (++_depth > MaxDepth)
            throw new OrgException("QUERY_TOO_COMPLICATED", "The subqueries are nested too deeply.");

        Expect("SELECT");
        var select = new List<SoqlItem>();
        do
            select.Add(SelectItem());
        while (Take(","));

        Expect("FROM");
        var from = Word();
        var alias = OptionalAlias();
        if (Current.Is(","))
            throw OrgException.NotModelled("SOQL with several objects in FROM");
        if (Current.Is("USING"))
            throw OrgException.NotModelled("SOQL's USING SCOPE");

        var query = new SoqlQuery(select, from, alias);
        if (Take("WHERE"))
            query = query with { Where = Condition() };
        if (Current.Is("WITH"))
            throw OrgException.NotModelled("SOQL's WITH");
        if (Take("GROUP"))
            query = GroupBy(query);
        if (Take("ORDER"))
            query = query with { OrderBy = OrderBy() };
        if (Take("LIMIT"))
            query = query with { Limit = Whole() };
        if (Take("OFFSET"))
            query = query with { Offset = Whole() };
        while (Take("FOR"))
            Word();
        if (Take("ALL"))
        {
            Expect("ROWS");
            query = query with { AllRows = true };
        }

        return query;
    }

    private SoqlItem SelectItem()
    {
        if (Take("("))
        {
            var children = new SoqlChildren(Query());
            Expect(")");
            return children;
        }

        if (Current.Is("TYPEOF") && _tokens[_at + 1].Kind == SoqlTokenKind.Word)
            return TypeOf();

        var item = Item();
        return item switch
        {
            SoqlPath path => path with { Alias = ColumnAlias() },
            SoqlCall call => call with { Alias = ColumnAlias() },
            _ => item,
        };
    }

    private SoqlTypeOf TypeOf()
    {
        Expect("TYPEOF");
        var relationship = Word();
        var cases = new List<(string, IReadOnlyList<string>)>();
        while (Take("WHEN"))
        {
            var type = Word();
            Expect("THEN");
            cases.Add((type, Words()));
        }

        if (cases.Count == 0)
            throw Unexpected();
        IReadOnlyList<string> otherwise = Take("ELSE") ? Words() : [];
        Expect("END");
        return new SoqlTypeOf(relationship, cases, otherwise);
    }

    private List<string> Words()
    {
        var words = new List<string>();
        do
            words.Add(Word());
        while (Take(","));
        return words;
    }

    private SoqlItem Item()
    {
        var name = Word();
        if (!Take("("))
            return new SoqlPath(name);

        var function = name.ToUpperInvariant();
        string? path = null;
        if (!Current.Is(")"))
        {
            path = Word();
            if (Current.Is("("))
                throw OrgException.NotModelled($"a function within {name}() in SOQL");
        }

        Expect(")");
        return function switch
        {
            "FIELDS" => new SoqlFieldSet(path?.ToUpperInvariant() ?? ""),
            "COUNT" or "COUNT_DISTINCT" or "SUM" or "AVG" or "MIN" or "MAX" or "TOLABEL" or "FORMAT" or "CALENDAR_YEAR" or "CALENDAR_QUARTER"
                or "CALENDAR_MONTH" or "DAY_IN_MONTH" or "DAY_IN_WEEK" or "DAY_IN_YEAR" or "DAY_ONLY" or "HOUR_IN_DAY" => new SoqlCall(function, path),
            "DISTANCE" or "GEOLOCATION" or "GROUPING" or "CONVERTCURRENCY" or "CONVERTTIMEZONE" or "ROLLUP" or "CUBE"
                or "FISCAL_YEAR" or "FISCAL_QUARTER" or "FISCAL_MONTH" or "WEEK_IN_MONTH" or "WEEK_IN_YEAR" => throw OrgException.NotModelled($"{name}() in SOQL"),
            _ => throw SoqlLexer.Malformed($"unexpected token: '{name}'"),
        };
    }

    private SoqlQuery GroupBy(SoqlQuery query)
    {
        Expect("BY");
        var groups = new List<SoqlItem>();
        do
            groups.Add(Item());
        while (Take(","));
        query = query with { GroupBy = groups };
        return Take("HAVING") ? query with { Having = Condition() } : query;
    }

    private List<SoqlOrder> OrderBy()
    {
        Expect("BY");
        var orders = new List<SoqlOrder>();
        do
        {
            var item = Item();
            var descending = Take("DESC");
            if (!descending)
                Take("ASC");
            var nullsLast = descending;
            if (Take("NULLS"))
            {
                nullsLast = Current.Is("LAST");
                if (!Take("LAST"))
                    Expect("FIRST");
            }

            orders.Add(new SoqlOrder(item, descending, nullsLast));
        }
        while (Take(","));
        return orders;
    }

    // AND and OR side by side need brackets, as in Salesforce.
    private SoqlCondition Condition()
    {
        var first = Term();
        foreach (var word in (string[])["AND", "OR"])
        {
            if (!Current.Is(word))
                continue;

            var parts = new List<SoqlCondition> { first };
            while (Take(word))
                parts.Add(Term());
            if (Current.Is("AND") || Current.Is("OR"))
                throw Unexpected();
            return word == "AND" ? new SoqlAll(parts) : new SoqlAny(parts);
        }

        return first;
    }

    private SoqlCondition Term()
    {
        if (++_depth > MaxDepth)
            throw new OrgException("QUERY_TOO_COMPLICATED", "The conditions are nested too deeply.");

        var term = OpenTerm();
        _depth--;
        return term;
    }

    private SoqlCondition OpenTerm()
    {
        if (Take("NOT"))
            return new SoqlNot(Term());
        if (Take("("))
        {
            var inner = Condition();
            Expect(")");
            return inner;
        }

        var item = Item();
        if (Take("NOT"))
        {
            Expect("IN");
            return In(item, "NOT IN");
        }

        if (Take("IN"))
            return In(item, "IN");
        if (Take("INCLUDES"))
            return new SoqlComparison(item, "INCLUDES", LiteralList());
        if (Take("EXCLUDES"))
            return new SoqlComparison(item, "EXCLUDES", LiteralList());
        if (Take("LIKE"))
            return new SoqlComparison(item, "LIKE", [Literal()]);

        foreach (var sign in (string[])["=", "!=", "<>", "<=", ">=", "<", ">"])
        {
            if (Take(sign))
                return new SoqlComparison(item, sign == "<>" ? "!=" : sign, [Literal()]);
        }

        throw Unexpected();
    }

    private SoqlCondition In(SoqlItem item, string sign)
    {
        if (!(Current.Is("(") && _tokens[_at + 1].Is("SELECT")))
            return new SoqlComparison(item, sign, LiteralList());

        Expect("(");
        var query = Query();
        Expect(")");
        return item is SoqlPath path ? new SoqlSemiJoin(path, sign == "NOT IN", query) : throw SoqlLexer.Malformed("a semi join needs a field on its left side");
    }

    private List<SoqlLiteral> LiteralList()
    {
        Expect("(");
        var values = new List<SoqlLiteral>();
        do
            values.Add(Literal());
        while (Take(","));
        Expect(")");
        return values;
    }

    private SoqlLiteral Literal()
    {
        var token = Current;
        _at++;
        switch (token.Kind)
        {
            case SoqlTokenKind.Text:
                return new SoqlLiteral(SoqlLiteralKind.Text, token.Text);
            case SoqlTokenKind.Number:
                return new SoqlLiteral(SoqlLiteralKind.Number, token.Text, double.Parse(token.Text, CultureInfo.InvariantCulture));
            case SoqlTokenKind.Date:
                return new SoqlLiteral(SoqlLiteralKind.Date, token.Text);
            case SoqlTokenKind.DateTime:
                return new SoqlLiteral(SoqlLiteralKind.DateTime, token.Text);
            case SoqlTokenKind.Word:
                var word = token.Text.ToUpperInvariant();
                if (word == "NULL")
                    return new SoqlLiteral(SoqlLiteralKind.Null, word);
                if (word is "TRUE" or "FALSE")
                    return new SoqlLiteral(SoqlLiteralKind.Flag, word);
                if (SoqlDates.IsWord(word))
                    return new SoqlLiteral(SoqlLiteralKind.DateWord, word, Take(":") ? Whole() : 0);
                break;
        }

        _at--;
        throw Unexpected();
    }

    // What follows a column and leads to neither the next one nor FROM is no alias but a mistake, as in SELECT Id FRM Contact.
    private string? ColumnAlias() =>
        Current.Kind != SoqlTokenKind.Word || Clauses.Contains(Current.Text) ? null
        : _tokens[_at + 1].Is(",") || _tokens[_at + 1].Is("FROM") ? Word()
        : throw Unexpected();

    private string? OptionalAlias() => Current.Kind == SoqlTokenKind.Word && !Clauses.Contains(Current.Text) ? Word() : null;

    private string Word()
    {
        if (Current.Kind != SoqlTokenKind.Word)
            throw Unexpected();
        return _tokens[_at++].Text;
    }

    private int Whole()
    {
        if (Current.Kind != SoqlTokenKind.Number || !int.TryParse(Current.Text, CultureInfo.InvariantCulture, out var number) || number < 0)
            throw Unexpected();
        _at++;
        return number;
    }

    private bool Take(string word)
    {
        if (!Current.Is(word))
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected();
    }

    private OrgException Unexpected() => SoqlLexer.Malformed($"unexpected token: {Current}");
}
