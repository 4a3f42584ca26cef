namespace SyncEngine.Merge;

/// <summary>Who is right when both sides changed a field since they last agreed. A change on one side only is never a conflict.</summary>
public enum ConflictPolicy
{
    /// <summary>A person decides; until then both sides keep their value.</summary>
    Manual = 0,

    /// <summary>The site's value goes out; Salesforce's is kept in the journal.</summary>
    LocalWins = 1,

    /// <summary>Salesforce's value comes in; the site's is kept in the journal.</summary>
    RemoteWins = 2,

    /// <summary>The later edit wins, by the times of both systems; on a tie the site's.</summary>
    LastWriteWins = 3,

    /// <summary>A value beats none; two different values are decided by a person.</summary>
    PreferNonBlank = 4,
}
