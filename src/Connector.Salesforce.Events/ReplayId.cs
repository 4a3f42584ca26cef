using System.Diagnostics.CodeAnalysis;

namespace Connector.Salesforce.Events;

/// <summary>
/// Where an event stands in its topic. Opaque bytes: they are stored and given back, never counted with or compared by size.
/// Salesforce keeps events for 72 hours; after that the id is expired.
/// </summary>
public readonly record struct ReplayId : IParsable<ReplayId>
{
    private readonly string? _base64;

    /// <summary>Takes the bytes as they came.</summary>
    public ReplayId(ReadOnlySpan<byte> value) => _base64 = Convert.ToBase64String(value);

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">It is not base 64.</exception>
    public static ReplayId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("A replay id's text is base 64.");

    /// <summary>Reads the text form; false when it is not base 64.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ReplayId result)
    {
        result = default;
        var bytes = new byte[(s?.Length ?? 0) + 3];
        if (string.IsNullOrEmpty(s) || !Convert.TryFromBase64String(s, bytes, out var length))
            return false;

        result = new ReplayId(bytes.AsSpan(0, length));
        return true;
    }

    /// <summary>The bytes.</summary>
    public byte[] ToByteArray() => Convert.FromBase64String(_base64 ?? "");

    /// <summary>Base 64, for storing.</summary>
    public override string ToString() => _base64 ?? "";
}
