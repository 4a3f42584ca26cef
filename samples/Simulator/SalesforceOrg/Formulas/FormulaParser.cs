using System.Globalization;
using System.Text;

namespace Simulator.SalesforceOrg.Formulas;

/// <summary>Recursive descent over the text; each rule gives a delegate.</summary>
internal sealed class FormulaParser
{
    private const int MaxDepth = 100;
    private readonly string _text;
    private int _at;
    private int _depth;

    private FormulaParser(string text) => _text = text;

    public static FormulaNode Parse(string text)
    {
        var parser = new FormulaParser(text);
        var root = parser.Or();
        parser.SkipSpace();
        return parser._at == text.Length ? root : throw parser.Fault();
    }

    private FormulaNode Or()
    {
        if (++_depth > MaxDepth)
            throw new FormatException("The formula is nested too deeply.");

        var left = And();
        while (Take("||"))
        {
            var (first, second) = (left, And());
            left = context => first(context) is true || second(context) is true;
        }

        _depth--;
        return left;
    }

    private FormulaNode And()
    {
        var left = Comparison();
        while (Take("&&"))
        {
            var (first, second) = (left, Comparison());
            left = context => first(context) is true && second(context) is true;
        }

        return left;
    }

    private FormulaNode Comparison()
    {
        var left = Sum();
        foreach (var (sign, holds) in Comparisons)
        {
            if (!Take(sign))
                continue;

            var (first, second) = (left, Sum());
            return context => holds(first(context), second(context));
        }

        return left;
    }

    private static readonly (string Sign, Func<object?, object?, bool> Holds)[] Comparisons =
    [
        ("==", FormulaValues.AreEqual),
        ("<>", (a, b) => !FormulaValues.AreEqual(a, b)),
        ("!=", (a, b) => !FormulaValues.AreEqual(a, b)),
        ("<=", (a, b) => FormulaValues.Compare(a, b) <= 0),
        (">=", (a, b) => FormulaValues.Compare(a, b) >= 0),
        ("=", FormulaValues.AreEqual),
        ("<", (a, b) => FormulaValues.Compare(a, b) < 0),
        (">", (a, b) => FormulaValues.Compare(a, b) > 0),
    ];

    private FormulaNode Sum()
    {
        var left = Product();
        while (true)
        {
            SkipSpace();
            var first = left;
            if (_at + 1 < _text.Length && _text[_at] == '&' && _text[_at + 1] == '&')
                return left;
            if (Take("&"))
            {
                var second = Product();
                left = context => FormulaValues.Text(first(context)) + FormulaValues.Text(second(context));
            }
            else if (Take("+"))
            {
                var second = Product();
                left = context => FormulaValues.Add(first(context), second(context), 1);
            }
            else if (Take("-"))
            {
                var second = Product();
                left = context => FormulaValues.Add(first(context), second(context), -1);
            }
            else
            {
                return left;
            }
        }
    }

    private FormulaNode Product()
    {
        var left = Unary();
        while (true)
        {
            var first = left;
            if (Take("*"))
            {
                var second = Unary();
                left = context => FormulaValues.Number(first(context)) * FormulaValues.Number(second(context));
            }
            else if (Take("/"))
            {
                var second = Unary();
                left = context => FormulaValues.Number(second(context)) is double divisor and not 0 ? FormulaValues.Number(first(context)) / divisor : null;
            }
            else
            {
                return left;
            }
        }
    }

    private FormulaNode Unary()
    {
        if (Take("-"))
        {
            var value = Unary();
            return context => -FormulaValues.Number(value(context));
        }

        if (_at + 1 < _text.Length && _text[_at] == '!' && _text[_at + 1] != '=' && Take("!"))
        {
            var value = Unary();
            return context => value(context) is not true;
        }

        return Primary();
    }

    private FormulaNode Primary()
    {
        SkipSpace();
        if (_at == _text.Length)
            throw Fault();
        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        var c = _text[_at];
        if (c is '"' or '\'')
            return Constant(Quoted(c));
        if (char.IsAsciiDigit(c))
            return Constant(Digits());
        if (!char.IsAsciiLetter(c) && c != '$')
            throw Fault();

        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '$'))
            _at++;
        var name = _text[start.._at];
        return Take("(") ? Call(name) : name.ToUpperInvariant() switch
        {
            "TRUE" => Constant(true),
            "FALSE" => Constant(false),
            "NULL" => Constant(null),
            _ => context => context.Get(name),
        };
    }

    private FormulaNode Call(string name)
    {
        var arguments = new List<FormulaNode>();
        var firstArgument = _at;
        if (!Take(")"))
        {
            do
                arguments.Add(Or());
            while (Take(","));
            Expect(")");
        }

        // These look at a field, not at its value.
        var field = _text[firstArgument..(_at - 1)].Trim();
        switch (name.ToUpperInvariant())
        {
            case "ISCHANGED":
                return context => !context.IsNew && !FormulaValues.AreEqual(context.Get(field), context.Prior(field));
            case "PRIORVALUE":
                return context => context.Prior(field);
            case "ISNEW":
                return context => context.IsNew;
        }

        return FormulaFunctions.Find(name, arguments) ?? throw new FormatException($"The formula calls {name} with {arguments.Count} arguments, which the simulator does not know: {_text}");
    }

    private string Quoted(char quote)
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] is '\\' or '"' or '\'')
                _at++;
            value.Append(_text[_at]);
        }

        if (_at++ == _text.Length)
            throw Fault();
        return value.ToString();
    }

    private double Digits()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
            _at++;
        return double.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
    }

    private static FormulaNode Constant(object? value) => _ => value;

    private bool Take(string sign)
    {
        SkipSpace();
        if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0)
            return false;

        _at += sign.Length;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
            throw Fault();
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private FormatException Fault() => new($"The formula is not understood at character {_at + 1}: {_text}");
}
