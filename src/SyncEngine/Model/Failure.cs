namespace SyncEngine.Model;

/// <summary>Why a key could not be reconciled, in words a member of staff understands.</summary>
/// <param name="Class">What the engine does about it.</param>
/// <param name="Reason">What happened, in plain words, without personal data or secrets.</param>
/// <param name="Hint">What to do next, or null when waiting is enough.</param>
/// <param name="Field">The mapped field at fault, or null.</param>
/// <param name="Code">The service's own error code (<c>REQUIRED_FIELD_MISSING</c>), or null.</param>
/// <param name="RetryAfter">The service's wish for the earliest next try, or null.</param>
public sealed record Failure(
    FailureClass Class,
    string Reason,
    string? Hint = null,
    string? Field = null,
    string? Code = null,
    TimeSpan? RetryAfter = null);
