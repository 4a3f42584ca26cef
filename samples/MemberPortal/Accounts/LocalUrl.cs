namespace MemberPortal.Accounts;

/// <summary>Return addresses that a visitor may have written: only ever within this site.</summary>
internal static class LocalUrl
{
    public static string OrHome(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && !url.Any(char.IsControl) && !url.Contains('\\', StringComparison.Ordinal) ? url : "/";
}
