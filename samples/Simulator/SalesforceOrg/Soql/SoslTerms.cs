using System.Text.RegularExpressions;
using Simulator.SalesforceOrg.Records;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>
/// The words of a search: all must stand in the record's text, in whichever field, as whole words; <c>*</c> and <c>?</c> are wildcards,
/// quotes make a phrase, <c>OR</c> and <c>AND NOT</c> mean what they say. Salesforce's index knows more (stems, nicknames); this knows what is there.
/// </summary>
internal sealed partial class SoslTerms
{
    private readonly List<List<(Regex Pattern, bool Negated)>> _any = [];

    public static SoslTerms Parse(string find)
    {
        var plain = Escaped().Replace(find, "$1").Trim();
        if (plain.Trim('"', '*', '?').Length < 2)
            throw new OrgException("MALFORMED_SEARCH", $"search term must be longer than one character: {plain}");

        var terms = new SoslTerms();
        List<(Regex, bool)> all = [];
        terms._any.Add(all);
        var negated = false;
        foreach (Match match in Piece().Matches(plain))
        {
            switch (match.Value)
            {
                case "OR":
                    terms._any.Add(all = []);
                    break;
                case "AND":
                    break;
                case "NOT":
                    negated = true;
                    break;
                default:
                    // An e-mail address is several words.
                    var words = match.Value.StartsWith('"') ? [match.Value.Trim('"')] : Separators().Split(match.Value).Where(word => word.Length > 0);
                    foreach (var word in words)
                        all.Add((Whole(word), negated));
                    negated = false;
                    break;
            }
        }

        return terms;
    }

    public bool IsIn(OrgRow row, IReadOnlyList<FieldSchema> fields)
    {
        var text = string.Join('\n', fields.Select(field => row[field] as string).Where(value => value is not null));
        try
        {
            return text.Length > 0 && _any.Exists(all => all.Count > 0 && all.TrueForAll(term => term.Pattern.IsMatch(text) != term.Negated));
        }
        catch (RegexMatchTimeoutException)
        {
            throw new OrgException("QUERY_TIMEOUT", "Your query request was running for too long.");
        }
    }

    private static Regex Whole(string word) => new(
        $@"(?<![\p{{L}}\p{{Nd}}]){Regex.Escape(Stars().Replace(word, "*")).Replace(@"\*", @"[\p{L}\p{Nd}]*", StringComparison.Ordinal).Replace(@"\?", @"[\p{L}\p{Nd}]", StringComparison.Ordinal)}(?![\p{{L}}\p{{Nd}}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    [GeneratedRegex("\"[^\"]+\"|[^\\s\"]+")]
    private static partial Regex Piece();

    [GeneratedRegex(@"[^\p{L}\p{Nd}*?]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"\*+")]
    private static partial Regex Stars();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
