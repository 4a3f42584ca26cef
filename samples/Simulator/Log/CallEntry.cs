namespace Simulator.Log;

/// <summary>One call that reached the simulator. Tokens, assertions and secrets are redacted; a status of 0 means that no answer was given.</summary>
public sealed record CallEntry(
    long Number,
    DateTimeOffset At,
    string Method,
    string Path,
    int Status,
    double DurationMs,
    string? Client,
    string? Fault,
    string? RequestBody);
