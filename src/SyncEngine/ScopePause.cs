using SyncEngine.Model;

namespace SyncEngine;

/// <summary>A scope that is not claimed until somebody resumes it or its cause is gone.</summary>
/// <param name="Scope"><c>kind:type</c>.</param>
/// <param name="Failure">Why.</param>
/// <param name="Since">Since when.</param>
public sealed record ScopePause(string Scope, Failure Failure, DateTimeOffset Since);
