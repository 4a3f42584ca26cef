namespace SyncEngine.Records;

/// <summary>What became of an inward change: the local values that stand now, and the fields that were put off, with the reasons.</summary>
internal sealed record AppliedChange(IReadOnlyDictionary<string, string?> Values, IReadOnlyDictionary<string, string> Deferred)
{
    public static AppliedChange Nothing { get; } = new(new Dictionary<string, string?>(), new Dictionary<string, string>());
}
