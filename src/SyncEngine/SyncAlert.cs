namespace SyncEngine;

/// <summary>Something a person should know. Conditions are told once when they begin, counts as digests: never a flood.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The mapping, job or scope; empty for the whole.</param>
/// <param name="Message">What happened, what it means, what to do; plain words, no personal data.</param>
public sealed record SyncAlert(AlertKind Kind, string Subject, string Message);
