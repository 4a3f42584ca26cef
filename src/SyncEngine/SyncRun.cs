using SyncEngine.Model;

namespace SyncEngine;

/// <summary>One run and how far it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mapping">The mapping's name.</param>
/// <param name="IsDryRun">Whether it only reads and plans.</param>
/// <param name="State">How it stands.</param>
/// <param name="Taken">How many records it has taken up so far.</param>
/// <param name="Pending">How many of them are not finished yet.</param>
/// <param name="Preview">For a dry run: what would be done; null before the first records were planned.</param>
/// <param name="Cause">Who asked for it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it had taken up everything; null while it has not.</param>
public sealed record SyncRun(
    Guid Id, string Mapping, bool IsDryRun, SyncRunState State, long Taken, long Pending, SyncRunPreview? Preview, Cause Cause, DateTimeOffset StartedAt, DateTimeOffset? EndedAt);
