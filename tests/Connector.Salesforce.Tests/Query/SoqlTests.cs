using System.Globalization;
using System.Text;
using Connector.Salesforce.Query;
using CsCheck;

namespace Connector.Salesforce.Tests.Query;

/// <summary>No value can change a query: whatever it is, it stands there as one literal, and reads back as itself.</summary>
public sealed class SoqlTests
{
    private static readonly Gen<string> AnyText = Gen.Frequency(
        (3, Gen.String[Gen.Char["'\\\"\n\r\t\b\f%_a ();\0é\u2028"], 0, 20]),
        (1, Gen.String));

    [Fact]
    public void Text_reads_back_as_itself_and_ends_where_it_should() =>
        Gen.Select(AnyText, AnyText).Sample((first, second) =>
        {
            Soql soql = $"SELECT Id FROM A WHERE B = {first} AND C = {second} LIMIT 1";

            var text = soql.ToString();
            var position = "SELECT Id FROM A WHERE B = ".Length;
            var read = ReadLiteral(text, ref position);
            text[position..].Should().StartWith(" AND C = ");
            position += " AND C = ".Length;
            var readToo = ReadLiteral(text, ref position);

            return read == first && readToo == second && text[position..] == " LIMIT 1";
        }, iter: 2_000);

    [Fact]
    public void List_reads_back_as_its_items() =>
        AnyText.Array[1, 5].Sample(items =>
        {
            Soql soql = $"SELECT Id FROM A WHERE B IN {items}";

            var text = soql.ToString();
            var position = "SELECT Id FROM A WHERE B IN (".Length;
            var read = new List<string> { ReadLiteral(text, ref position) };
            while (text[position] == ',')
            {
                position++;
                read.Add(ReadLiteral(text, ref position));
            }

            return read.SequenceEqual(items) && text[position..] == ")";
        }, iter: 1_000);

    [Fact]
    public void Like_matches_what_contains_the_text_and_nothing_else() =>
        Gen.Select(Gen.String[Gen.Char["a%_\\'"], 0, 3], Gen.String[Gen.Char["a%_\\'"], 0, 5]).Sample((part, whole) =>
        {
            Soql contains = $"{part:contains}", starts = $"{part:startsWith}", ends = $"{part:endsWith}";

            return Like(contains.ToString(), whole) == whole.Contains(part, StringComparison.Ordinal)
                && Like(starts.ToString(), whole) == whole.StartsWith(part, StringComparison.Ordinal)
                && Like(ends.ToString(), whole) == whole.EndsWith(part, StringComparison.Ordinal);
        }, iter: 5_000);

    [Fact]
    public void Name_lets_nothing_but_names_pass() =>
        AnyText.Sample(text =>
        {
            try
            {
                Soql soql = $"{text:name}";
                return soql.ToString() == text && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ',' or ' ') && !text.Contains("  ");
            }
            catch (FormatException)
            {
                return true;
            }
        }, iter: 2_000);

    [Theory]
    [InlineData("Id FROM User")]
    [InlineData("Id,")]
    [InlineData("")]
    [InlineData("Id; DELETE")]
    [InlineData("COUNT()")]
    [InlineData("Name\n")]
    [InlineData("1Name")]
    [InlineData("A..B")]
    public void Name_that_is_none_is_refused(string name) =>
        FluentActions.Invoking(() => { Soql _ = $"SELECT {name:name} FROM A"; }).Should().Throw<FormatException>();

    [Fact]
    public void Names_may_be_one_a_list_or_a_sequence()
    {
        string[] fields = ["Id", "Account.Name", "Portal_Id__c"];
        Soql soql = $"SELECT {fields:name} FROM {"Contact":name} ORDER BY {"Name, Id":name}";

        soql.ToString().Should().Be("SELECT Id, Account.Name, Portal_Id__c FROM Contact ORDER BY Name, Id");
    }

    [Fact]
    public void Values_are_typed_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Literal(12.5m).Should().Be("12.5");
            Literal(-1.25).Should().Be("-1.25");
            Literal(0.5f).Should().Be("0.5");
            Literal(1234567L).Should().Be("1234567");
            Literal(true).Should().Be("TRUE");
            Literal(false).Should().Be("FALSE");
            Literal<string?>(null).Should().Be("null");
            Literal<int?>(null).Should().Be("null");
            Literal(new DateOnly(2026, 11, 5)).Should().Be("2026-11-05");
            Literal(new DateTimeOffset(2026, 11, 5, 1, 2, 3, 4, TimeSpan.FromHours(2))).Should().Be("2026-11-04T23:02:03.004Z");
            Literal(Guid.Empty).Should().Be("'00000000-0000-0000-0000-000000000000'");
            Literal(SalesforceId.Parse("003000000000001")).Should().Be("'003000000000001AAA'");
            Literal(new[] { 1, 2 }).Should().Be("(1,2)");
            Literal(new List<SalesforceId> { SalesforceId.Parse("003000000000001") }).Should().Be("('003000000000001AAA')");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Value_without_a_form_is_refused()
    {
        FluentActions.Invoking(() => Literal(double.NaN)).Should().Throw<FormatException>();
        FluentActions.Invoking(() => Literal(float.PositiveInfinity)).Should().Throw<FormatException>();
        FluentActions.Invoking(() => Literal(new DateTime(2026, 1, 1))).Should().Throw<FormatException>("it does not say which time zone");
        FluentActions.Invoking(() => Literal(new object())).Should().Throw<FormatException>();
        FluentActions.Invoking(() => Literal(Array.Empty<string>())).Should().Throw<FormatException>();
        FluentActions.Invoking(() => Literal(new[] { new[] { 1 } })).Should().Throw<FormatException>();
        FluentActions.Invoking(() => { Soql _ = $"{1:D4}"; }).Should().Throw<FormatException>();
        FluentActions.Invoking(() => { Soql _ = $"{7:contains}"; }).Should().Throw<FormatException>();
    }

    private static string Literal<T>(T value)
    {
        Soql soql = $"{value}";
        return soql.ToString();
    }

    // Reads as Salesforce's documentation says: a backslash and its character, up to the first quote that none precedes.
    private static string ReadLiteral(string text, ref int position)
    {
        text[position++].Should().Be('\'');
        var read = new StringBuilder();
        while (text[position] != '\'')
        {
            if (text[position] != '\\')
            {
                read.Append(text[position++]);
                continue;
            }

            read.Append(text[position + 1] switch
            {
                'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', '\\' => '\\', '\'' => '\'', '"' => '"',
                var other => throw new FormatException($"\\{other}"),
            });
            position += 2;
        }

        position++;
        return read.ToString();
    }

    private static bool Like(string literal, string value)
    {
        var tokens = new List<(bool IsWildcard, char Char)>();
        for (var i = 1; i < literal.Length - 1; i++)
        {
            if (literal[i] == '\\')
                tokens.Add((false, literal[++i]));
            else
                tokens.Add((literal[i] is '%' or '_', literal[i]));
        }

        return Matches(0, 0);

        bool Matches(int token, int at) =>
            token == tokens.Count ? at == value.Length
            : tokens[token] is (true, '%') ? Enumerable.Range(at, value.Length - at + 1).Any(next => Matches(token + 1, next))
            : at < value.Length && (tokens[token].IsWildcard || tokens[token].Char == value[at]) && Matches(token + 1, at + 1);
    }
}
