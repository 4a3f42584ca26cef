using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SyncEngine.Tests.Site;

/// <summary>Conditions as the engine writes them: comparisons, IN, AND, OR, parentheses.</summary>
internal sealed partial class SoqlWhere
{
    private readonly List<string> _tokens;
    private int _at;

    private SoqlWhere(string text) => _tokens = [.. Token().Matches(text).Select(match => match.Value)];

    public static Func<FakeOrg.Row, bool> Parse(string text)
    {
        if (text.Length == 0)
            return _ => true;

        var parser = new SoqlWhere(text);
        var condition = parser.Any();
        return parser._at == parser._tokens.Count ? condition : throw new NotSupportedException($"The fake org does not understand: {text}");
    }

    private Func<FakeOrg.Row, bool> Any()
    {
        var left = All();
        while (Take("OR"))
        {
            var (first, second) = (left, All());
            left = row => first(row) || second(row);
        }

        return left;
    }

    private Func<FakeOrg.Row, bool> All()
    {
        var left = One();
        while (Take("AND"))
        {
            var (first, second) = (left, One());
            left = row => first(row) && second(row);
        }

        return left;
    }

    private Func<FakeOrg.Row, bool> One()
    {
        if (Take("("))
        {
            var inner = Any();
            Take(")");
            return inner;
        }

        var field = _tokens[_at++];
        var comparison = _tokens[_at++].ToUpperInvariant();
        if (comparison == "IN")
        {
            Take("(");
            var values = new HashSet<string?>(StringComparer.OrdinalIgnoreCase);
            while (!Take(")"))
            {
                values.Add(Literal(_tokens[_at++]));
                Take(",");
            }

            return row => values.Contains(Text(row.Get(field)));
        }

        var literal = Literal(_tokens[_at++]);
        return row =>
        {
            var value = Text(row.Get(field));
            var order = Compare(value, literal);
            return comparison switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                ">" => value is not null && order > 0,
                ">=" => value is not null && order >= 0,
                "<" => value is not null && order < 0,
                _ => value is not null && order <= 0,
            };
        };
    }

    private bool Take(string token)
    {
        if (_at >= _tokens.Count || !_tokens[_at].Equals(token, StringComparison.OrdinalIgnoreCase))
            return false;

        _at++;
        return true;
    }

    private static int Compare(string? left, string? right) =>
        Moment(left) is { } first && Moment(right) is { } second ? first.CompareTo(second) : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);

    private static DateTimeOffset? Moment(string? text) =>
        text is { Length: > 19 } && text[10] == 'T' && DateTimeOffset.TryParse(text.Replace("+0000", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var at) ? at : null;

    private static string? Text(JsonNode? node) => node is null ? null : node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string?)node : node.ToJsonString();

    private static string? Literal(string token) =>
        token.Equals("null", StringComparison.OrdinalIgnoreCase) ? null
        : token.StartsWith('\'') ? Escape().Replace(token[1..^1], match => match.Groups[1].Value)
        : token.Equals("TRUE", StringComparison.OrdinalIgnoreCase) || token.Equals("FALSE", StringComparison.OrdinalIgnoreCase) ? token.ToLowerInvariant()
        : token;

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|>=|<=|!=|[=<>(),]|[^\s=<>!(),']+")]
    private static partial Regex Token();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
