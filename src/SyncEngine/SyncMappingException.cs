namespace SyncEngine;

/// <summary>The site's mappings have faults; the message has one line for each.</summary>
public sealed class SyncMappingException(IReadOnlyList<string> faults)
    : Exception("The mappings have faults:" + Environment.NewLine + string.Join(Environment.NewLine, faults))
{
    /// <summary>One line for each fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
