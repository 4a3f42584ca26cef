namespace MemberPortal.Tests.Crash;

/// <summary>Which of the recorded boundaries a death is tried at.</summary>
internal static class Boundaries
{
    /// <summary>
    /// What is durable changes at a commit here and at a write there. A death anywhere between two such changes leaves the same behind, so each state is left
    /// once: by dying right after the change that made it. All boundaries but single database commands with <c>CRASH_ALL=1</c>.
    /// </summary>
    public static IReadOnlyList<string> ThatMatter(IEnumerable<string> recorded) =>
        [.. recorded.Where(boundary => !boundary.Contains("EF command", StringComparison.Ordinal) && (All || ChangesSomething(boundary))).Distinct()];

    public static bool All { get; } = Environment.GetEnvironmentVariable("CRASH_ALL") == "1";

    private static bool ChangesSomething(string boundary)
    {
        var name = boundary.Split('#')[0];
        return name.Contains("EF commit", StringComparison.Ordinal)
            || (name.StartsWith("after ", StringComparison.Ordinal) && !name.Contains(" GET ", StringComparison.Ordinal) && !IsRead(name) && !IsSimulators(name)
                && name is not ("after load" or "after read" or "after read-back" or "after send" or "after System.Net.Http.HttpRequestOut"));
    }

    // Where the portal brings its own simulator, that one's deliveries are seen too; taking them is a boundary by itself.
    private static bool IsSimulators(string name) => name.EndsWith("POST /webhooks/stripe", StringComparison.Ordinal);

    // Reading by POST: a token, and records by their ids.
    private static bool IsRead(string name) => name.Contains(" POST ", StringComparison.Ordinal)
        && (name.Contains("/oauth2/", StringComparison.Ordinal) || name.Contains("/composite/sobjects/", StringComparison.Ordinal));
}
