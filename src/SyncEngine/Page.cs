namespace SyncEngine;

/// <summary>One page of a longer list.</summary>
/// <param name="Items">The rows, at most as many as were asked for.</param>
/// <param name="Next">Ask again with this to go on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
