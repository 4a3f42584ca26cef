namespace SyncEngine;

/// <summary>Something that a check of a draft found.</summary>
/// <param name="IsError">Whether it keeps the draft from being published; otherwise it is a warning.</param>
/// <param name="Field">The local name of the field it is about; null when it is about the whole.</param>
/// <param name="Text">What it is, and what to do.</param>
public sealed record MappingFinding(bool IsError, string? Field, string Text);
