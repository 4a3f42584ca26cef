namespace Connector.Salesforce.Bulk;

/// <summary>How a running job is waited for. Each look is a call of the org's allocation.</summary>
public sealed record BulkPolling
{
    /// <summary>The wait before the first look; it doubles. Default half a second.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two looks. Default 30 seconds.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);
}
