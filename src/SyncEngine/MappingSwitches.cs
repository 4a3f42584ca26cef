namespace SyncEngine;

/// <summary>How the two directions of one mapping are set.</summary>
/// <param name="Mapping">Its name.</param>
/// <param name="Outward">To Salesforce.</param>
/// <param name="Inward">To the site.</param>
/// <param name="ChangedBy">Who set them, as <c>origin:reference</c>; null when they are the site's code's.</param>
/// <param name="ChangedAt">When; null when they are the site's code's.</param>
public sealed record MappingSwitches(string Mapping, DirectionSwitch Outward, DirectionSwitch Inward, string? ChangedBy, DateTimeOffset? ChangedAt);
