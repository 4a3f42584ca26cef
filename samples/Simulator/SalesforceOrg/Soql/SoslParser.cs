using System.Globalization;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>A parsed search: what to find, in which fields, and what to return of which objects. Nothing to return means ids of all.</summary>
internal sealed record SoslQuery(string Find, string Scope, IReadOnlyList<SoqlQuery> Returning, int Limit);

/// <summary>SOSL: <c>FIND {words} IN NAME FIELDS RETURNING Contact(Id, Name WHERE … LIMIT 5), Account LIMIT 20</c>.</summary>
internal sealed class SoslParser
{
    public const int MaxRecords = 2000;
    private static readonly string[] Tails = ["WHERE", "ORDER", "LIMIT", "OFFSET"];
    private readonly string _text;
    private int _at;

    private SoslParser(string text) => _text = text;

    private bool IsAtEnd => _at >= _text.Length;

    public static SoslQuery Parse(string text)
    {
        var parser = new SoslParser(text.Trim());
        return parser.Search();
    }

    /// <summary>What is returned of one object, as the query that it amounts to.</summary>
    public static SoqlQuery Returned(string type, string fields, string tail = "") => SoqlParser.Parse($"SELECT {fields} FROM {type} {tail}");

    private SoslQuery Search()
    {
        Expect("FIND");
        var find = Braces();
        var scope = "ALL";
        if (Take("IN"))
        {
            scope = Word().ToUpperInvariant();
            if (scope is not ("ALL" or "NAME" or "EMAIL" or "PHONE" or "SIDEBAR"))
                throw Unexpected(scope);
            Expect("FIELDS");
        }

        var returning = new List<SoqlQuery>();
        if (Take("RETURNING"))
        {
            do
                returning.Add(Object());
            while (TakeSign(','));
        }

        if (Take("WITH"))
            throw OrgException.NotModelled("SOSL's WITH");
        var limit = MaxRecords;
        if (Take("LIMIT") && !int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out limit))
            throw Unexpected("LIMIT");
        SkipSpace();
        return IsAtEnd ? new SoslQuery(find, scope, returning, Math.Min(limit, MaxRecords)) : throw Unexpected(Word());
    }

    private SoqlQuery Object()
    {
        var type = Word();
        if (!TakeSign('('))
            return Returned(type, "Id");

        var inside = UntilClosed();
        var tail = Tail(inside);
        return Returned(type, tail < 0 ? inside : inside[..tail], tail < 0 ? "" : inside[tail..]);
    }

    // Where the first clause after the fields begins; fields themselves are no keywords.
    private static int Tail(string inside)
    {
        for (var at = 1; at < inside.Length; at++)
        {
            if (char.IsWhiteSpace(inside[at - 1]) && Array.Exists(Tails, word => inside.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && at + word.Length < inside.Length && char.IsWhiteSpace(inside[at + word.Length])))
                return at;
        }

        return -1;
    }

    private string Braces()
    {
        SkipSpace();
        if (!TakeSign('{'))
            throw Unexpected(Word());

        var from = _at;
        while (!IsAtEnd && _text[_at] != '}')
            _at += _text[_at] == '\\' ? 2 : 1;
        if (IsAtEnd)
            throw Unexpected("<EOF>");
        return _text[from.._at++];
    }

    private string UntilClosed()
    {
        var (from, depth, quoted) = (_at, 1, false);
        for (; !IsAtEnd; _at++)
        {
            var sign = _text[_at];
            if (quoted && sign == '\\')
                _at++;
            else if (sign == '\'')
                quoted = !quoted;
            else if (!quoted && sign == '(')
                depth++;
            else if (!quoted && sign == ')' && --depth == 0)
                return _text[from.._at++];
        }

        throw Unexpected("<EOF>");
    }

    private string Word()
    {
        SkipSpace();
        var from = _at;
        while (!IsAtEnd && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        if (_at > from)
            return _text[from.._at];
        throw Unexpected(IsAtEnd ? "<EOF>" : _text[_at].ToString());
    }

    private bool Take(string word)
    {
        SkipSpace();
        if (!_text.AsSpan(_at).StartsWith(word, StringComparison.OrdinalIgnoreCase) || (_at + word.Length < _text.Length && (char.IsLetterOrDigit(_text[_at + word.Length]) || _text[_at + word.Length] == '_')))
            return false;
        _at += word.Length;
        return true;
    }

    private bool TakeSign(char sign)
    {
        SkipSpace();
        if (IsAtEnd || _text[_at] != sign)
            return false;
        _at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Take(word))
            throw Unexpected(IsAtEnd ? "<EOF>" : Word());
    }

    private void SkipSpace()
    {
        while (!IsAtEnd && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private static OrgException Unexpected(string token) => new("MALFORMED_SEARCH", $"unexpected token: {(token == "<EOF>" ? token : $"'{token}'")}");
}
