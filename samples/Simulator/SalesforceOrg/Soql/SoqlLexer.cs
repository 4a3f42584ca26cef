using System.Text;
using System.Text.RegularExpressions;

namespace Simulator.SalesforceOrg.Soql;

internal enum SoqlTokenKind
{
    Word,
    Text,
    Number,
    Date,
    DateTime,
    Sign,
    End,
}

internal readonly record struct SoqlToken(SoqlTokenKind Kind, string Text)
{
    public bool Is(string word) => Kind is SoqlTokenKind.Word or SoqlTokenKind.Sign && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind == SoqlTokenKind.End ? "<EOF>" : $"'{Text}'";
}

/// <summary>Cuts a query into tokens.</summary>
internal static partial class SoqlLexer
{
    /// <summary>Stand for an escaped per cent sign and underscore, which are no wildcards in LIKE.</summary>
    public const char LiteralPercent = '\uE000';
    public const char LiteralUnderscore = '\uE001';

    public static List<SoqlToken> Read(string query)
    {
        var tokens = new List<SoqlToken>();
        var at = 0;
        while (at < query.Length)
        {
            if (char.IsWhiteSpace(query[at]))
            {
                at++;
                continue;
            }

            if (query[at] == '\'')
            {
                tokens.Add(new SoqlToken(SoqlTokenKind.Text, Quoted(query, ref at)));
                continue;
            }

            var match = Token().Match(query, at);
            if (!match.Success)
                throw Malformed($"unexpected token: '{query[at]}'");

            var kind = match.Groups["datetime"].Success ? SoqlTokenKind.DateTime
                : match.Groups["date"].Success ? SoqlTokenKind.Date
                : match.Groups["number"].Success ? SoqlTokenKind.Number
                : match.Groups["word"].Success ? SoqlTokenKind.Word
                : SoqlTokenKind.Sign;
            tokens.Add(new SoqlToken(kind, match.Value));
            at += match.Length;
        }

        tokens.Add(new SoqlToken(SoqlTokenKind.End, ""));
        return tokens;
    }

    public static OrgException Malformed(string message) => new("MALFORMED_QUERY", message);

    private static string Quoted(string query, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < query.Length; at++)
        {
            var c = query[at];
            if (c == '\'')
            {
                at++;
                return value.ToString();
            }

            if (c != '\\')
            {
                value.Append(c);
                continue;
            }

            if (++at == query.Length)
                break;
            value.Append(query[at] switch
            {
                'n' or 'N' => '\n',
                'r' or 'R' => '\r',
                't' or 'T' => '\t',
                'b' or 'B' => '\b',
                'f' or 'F' => '\f',
                '\\' => '\\',
                '\'' => '\'',
                '"' => '"',
                '%' => LiteralPercent,
                '_' => LiteralUnderscore,
                'u' when at + 4 < query.Length && ushort.TryParse(query.AsSpan(at + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out var code) => Unicode(code, ref at),
                var other => throw Malformed($"Invalid string literal '{query}'. Illegal character sequence '\\{other}' in string literal '{query}'."),
            });
        }

        throw Malformed("unexpected token: <EOF>");
    }

    private static char Unicode(ushort code, ref int at)
    {
        at += 4;
        return (char)code;
    }

    [GeneratedRegex(@"\G(?:(?<datetime>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))|(?<date>\d{4}-\d{2}-\d{2})|(?<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_$][A-Za-z0-9_.$]*)|(?<sign>!=|<>|<=|>=|[=<>(),:]))", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
