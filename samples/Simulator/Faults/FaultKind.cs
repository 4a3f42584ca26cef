namespace Simulator.Faults;

/// <summary>What happens to a call that a rule matches.</summary>
public enum FaultKind
{
    /// <summary>Refused with <see cref="FaultRule.Code"/>, or with <see cref="FaultRule.Status"/> alone; nothing is done.</summary>
    Error,

    /// <summary>Answered rightly, but only after <see cref="FaultRule.Delay"/>.</summary>
    Slow,

    /// <summary>Never answered, and nothing is done.</summary>
    TimeoutBefore,

    /// <summary>Done, but never answered.</summary>
    TimeoutAfter,

    /// <summary>The connection is cut, and nothing is done.</summary>
    ResetBefore,

    /// <summary>Done, and then the connection is cut in place of an answer.</summary>
    ResetAfter,

    /// <summary>The connection is cut; the call is done later, after <see cref="FaultRule.Delay"/> of the simulator's clock or when it is released.</summary>
    Late,

    /// <summary>In a batch, some records are refused with <see cref="FaultRule.Code"/> and the others are done.</summary>
    Partial,

    /// <summary>A proxy's HTML error page.</summary>
    Html,

    /// <summary>Done, and answered with the first half of the body.</summary>
    Truncated,

    /// <summary>A redirect to a login page.</summary>
    Redirect,
}
