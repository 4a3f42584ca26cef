using System.Text.RegularExpressions;

namespace Simulator.Log;

/// <summary>Keeps credentials out of the log.</summary>
internal static partial class Redaction
{
    public static string Path(string path) => path.Length <= 4000 ? Secrets().Replace(path, "$1[redacted]") : Secrets().Replace(path[..4000], "$1[redacted]") + "…";

    public static string? Body(PathString path, string? contentType, string? body)
    {
        if (body is null)
            return null;
        if (path.StartsWithSegments("/services/oauth2") || path.StartsWithSegments("/services/Soap"))
            return contentType?.Contains("form", StringComparison.OrdinalIgnoreCase) == true ? Secrets().Replace(body, "$1[redacted]") : "[redacted]";

        return Secrets().Replace(body, "$1[redacted]");
    }

    [GeneratedRegex(@"((?:^|[?&])(?:access_token|assertion|client_secret|password|refresh_token|token|sid)=)[^&]*", RegexOptions.IgnoreCase)]
    private static partial Regex Secrets();
}
