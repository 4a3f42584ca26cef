namespace SyncEngine;

/// <summary>Tells who is behind the present save, so that the journal can say it. A site substitutes its own; the default knows nobody.</summary>
public interface ISyncActor
{
    /// <summary>A stable id of the signed-in user, or null. Never an e-mail address or a name: it is kept in the journal.</summary>
    string? CurrentUserId { get; }

    /// <summary>Whether that user acts as staff on somebody else's record.</summary>
    bool IsStaff { get; }
}
