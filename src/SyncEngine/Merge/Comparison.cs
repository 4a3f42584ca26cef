namespace SyncEngine.Merge;

/// <summary>When two values of a field count as the same. A difference that counts for nothing is neither sent nor applied.</summary>
public enum Comparison
{
    /// <summary>Character by character.</summary>
    Exact = 0,

    /// <summary>Without regard to case and to white space at the ends, as Salesforce's own look-ups do.</summary>
    IgnoreCase = 1,

    /// <summary>By letters and digits alone: for names of organisations and the like.</summary>
    LettersAndDigits = 2,

    /// <summary>By digits and a leading plus alone: for telephone numbers.</summary>
    Digits = 3,
}
