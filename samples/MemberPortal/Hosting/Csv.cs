namespace MemberPortal.Hosting;

/// <summary>Fields of a CSV file that a spreadsheet opens: quoted where needed, and none is taken for a formula.</summary>
internal static class Csv
{
    public static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
