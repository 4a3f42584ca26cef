namespace SyncEngine.Records;

/// <summary>The site's record changed between the plan and its execution: the plan is void and is made anew.</summary>
internal sealed class RecordChangedException : Exception;
