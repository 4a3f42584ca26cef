namespace SyncEngine;

/// <summary>What an alert is about.</summary>
public enum AlertKind
{
    /// <summary>Keys were dead-lettered since the last word of it.</summary>
    DeadLetters = 0,

    /// <summary>A person has to decide something new.</summary>
    DecisionsWanted = 1,

    /// <summary>The org's API allocation is nearly used up: only payments go on.</summary>
    BudgetLow = 2,

    /// <summary>Nothing has been heard from Salesforce for long: what changes there does not come in.</summary>
    FeedSilent = 3,

    /// <summary>A sweep found differences that nothing else had told.</summary>
    DriftFound = 4,

    /// <summary>A sweep stopped, because it would have deleted or given up too much.</summary>
    SweepStopped = 5,

    /// <summary>A mapping does not fit the org.</summary>
    MappingFaulty = 6,
}
