namespace SyncEngine;

/// <summary>How a run stands.</summary>
public enum SyncRunState
{
    /// <summary>Its records are being taken up, or worked on.</summary>
    Running = 0,

    /// <summary>Everything was taken up; what could not be synced stands among the failures.</summary>
    Done = 1,

    /// <summary>It was cancelled. What had been taken up by then is finished.</summary>
    Cancelled = 2,

    /// <summary>It takes up no more records, and those that were not begun are held, until it is resumed.</summary>
    Paused = 3,
}
