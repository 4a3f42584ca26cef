using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>
/// Collects an interpolated string as markup. There is no overload for just anything: a type whose text for people is not obvious, a time for one,
/// does not compile until somebody has said how it is written.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(Html value) => _text.Append(value.ToString());

    public void AppendFormatted(IEnumerable<Html> values)
    {
        foreach (var value in values)
            _text.Append(value.ToString());
    }

    public void AppendFormatted(string? value)
    {
        if (value is not null)
            _text.Append(Html.Encode(value));
    }

    public void AppendFormatted(long value) => _text.Append(value.ToString("N0", CultureInfo.InvariantCulture));

    public Html ToHtml() => new(_text.ToString());
}
