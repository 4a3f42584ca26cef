using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SyncEngine.AspNetCore.Dashboard.Markup;

/// <summary>Markup that is safe to send: whatever was put into it is encoded, except other markup. Attributes are always written in double quotes.</summary>
internal readonly struct Html(string? text)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Html Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(text);

    /// <summary>The one way to make markup: the literal parts stand as they are, every hole is encoded.</summary>
    public static Html Of(HtmlHandler handler) => handler.ToHtml();

    /// <summary>The markup if the condition holds, else nothing; the markup is built in either case.</summary>
    public static Html If(bool condition, HtmlHandler handler) => condition ? handler.ToHtml() : Empty;

    /// <summary>One piece of markup for each item.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> render) => new(string.Concat(items.Select(item => render(item).ToString())));

    internal static string Encode(string value) => Encoder.Encode(value);

    public override string ToString() => text ?? "";
}
