namespace SyncEngine.Model;

/// <summary>What kind of failure stopped a key, and so what the engine does about it.</summary>
public enum FailureClass
{
    /// <summary>The other side or the network had a bad moment: tried again with back-off.</summary>
    Transient = 0,

    /// <summary>A limit was reached: tried again when it allows.</summary>
    Throttled = 1,

    /// <summary>This record cannot be taken as it is: dead-lettered with its reason, until a person or a new edit changes something.</summary>
    Data = 2,

    /// <summary>Sign-in is broken for everybody: the scope is paused with one alert.</summary>
    Authentication = 3,

    /// <summary>The mapping does not fit the org: the scope is paused with one alert.</summary>
    Schema = 4,
}

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
