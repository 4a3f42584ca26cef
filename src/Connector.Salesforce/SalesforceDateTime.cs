using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Connector.Salesforce;

/// <summary>Salesforce's form of a moment, <c>2026-11-23T15:22:00.000+0000</c>: no colon in the offset, which .NET's own parsers do not take.</summary>
public static class SalesforceDateTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.fffzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm'Z'",
    ];

    /// <summary>The form that Salesforce sends and takes, in UTC, to the millisecond.</summary>
    public static string Format(DateTimeOffset moment) =>
        moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    /// <summary>Reads that form, and ISO 8601; false when it is neither.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (text is null)
            return false;

        // +0000 → +00:00
        if (text.Length > 5 && text[^5] is '+' or '-' && !text.EndsWith('Z'))
            text = $"{text[..^2]}:{text[^2..]}";
        return DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}
