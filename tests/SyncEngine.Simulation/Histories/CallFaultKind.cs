namespace SyncEngine.Simulation.Histories;

/// <summary>Everything documented, and what networks add.</summary>
internal enum CallFaultKind
{
    /// <summary>503 SERVER_UNAVAILABLE, not executed.</summary>
    Unavailable,

    /// <summary>500 UNKNOWN_EXCEPTION, not executed.</summary>
    ServerError,

    /// <summary>500 after it was executed.</summary>
    ServerErrorAfter,

    /// <summary>403, the day's allocation.</summary>
    DailyLimit,

    /// <summary>403, too many at once.</summary>
    ConcurrentLimit,

    /// <summary>429 with Retry-After.</summary>
    TooMany,

    /// <summary>400 UNABLE_TO_LOCK_ROW.</summary>
    RowLock,

    /// <summary>401 INVALID_SESSION_ID.</summary>
    Expired,

    /// <summary>A page of HTML with 503, not executed.</summary>
    HtmlUnavailable,

    /// <summary>A page of HTML with 200 from something in between, not executed.</summary>
    Html,

    /// <summary>A page of HTML with 200 after it was executed.</summary>
    HtmlAfter,

    /// <summary>No connection.</summary>
    NotConnected,

    /// <summary>Executed; the connection breaks before the answer.</summary>
    ResetAfter,

    /// <summary>Executed; the answer breaks off in its middle.</summary>
    Truncated,

    /// <summary>Never arrives; the caller waits until its time-out.</summary>
    TimesOutBefore,

    /// <summary>Executed; the caller waits until its time-out.</summary>
    TimesOutAfter,

    /// <summary>The caller sees a broken connection; it is executed much later.</summary>
    LandsLate,

    /// <summary>Some rows of a collection fail on a row lock, the others go through.</summary>
    PartialBatch,
}
