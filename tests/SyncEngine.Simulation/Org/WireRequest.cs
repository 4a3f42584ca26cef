namespace SyncEngine.Simulation.Org;

/// <summary>A request as it was sent, to be carried out whatever becomes of its sender.</summary>
/// <param name="Call">Its number.</param>
/// <param name="Host">Who sent it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">The path and query.</param>
/// <param name="Headers">All headers, the content's too.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="SentAt">When.</param>
/// <param name="Seen">When the sender last read each record, when it sent this.</param>
internal sealed record WireRequest(
    int Call, string Host, string Method, string PathAndQuery, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, DateTimeOffset SentAt, IReadOnlyDictionary<string, DateTimeOffset> Seen)
{
    // The engine composes queries only.
    public bool IsRead => (Method == "GET" && !IsOfJob)
        || (Method == "POST" && (PathAndQuery.Contains("/composite/sobjects/", StringComparison.Ordinal) || PathAndQuery.EndsWith("/composite", StringComparison.Ordinal)));

    /// <summary>Of a bulk job: what its answers hold is what was sent, and not what stands.</summary>
    public bool IsOfJob => PathAndQuery.Contains("/jobs/", StringComparison.Ordinal);

    /// <summary>Asks what changed: it tells which records to look at, and what they hold is read again.</summary>
    public bool IsPoll => PathAndQuery.Contains("SystemModstamp", StringComparison.Ordinal);

    public bool IsCollection => PathAndQuery.Contains("/composite/sobjects", StringComparison.Ordinal) && !IsRead;

    public override string ToString() => $"call {Call} of {Host}: {Method} {Uri.UnescapeDataString(PathAndQuery)}";
}
