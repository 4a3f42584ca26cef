namespace SyncEngine;

/// <summary>One direction of one mapping: how a site goes live in phases.</summary>
public enum DirectionSwitch
{
    /// <summary>Nothing is done.</summary>
    Off = 0,

    /// <summary>What would be done is planned and reported in the journal, and not done.</summary>
    Shadow = 1,

    /// <summary>It is done.</summary>
    On = 2,
}
