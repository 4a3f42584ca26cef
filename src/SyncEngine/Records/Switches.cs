namespace SyncEngine.Records;

/// <summary>How the two directions of a mapping are set.</summary>
internal sealed record Switches(DirectionSwitch Outward, DirectionSwitch Inward);
