namespace Connector.Salesforce.Events;

/// <summary>Where a subscription begins.</summary>
public sealed record ReplayStart
{
    private ReplayStart(bool isEarliest, ReplayId? after)
    {
        IsEarliest = isEarliest;
        AfterId = after;
    }

    /// <summary>With events that come from now on. What came while nobody listened is not seen: only for a first start.</summary>
    public static ReplayStart Latest { get; } = new(false, null);

    /// <summary>With the oldest event that Salesforce still has, at most 72 hours old.</summary>
    public static ReplayStart Earliest { get; } = new(true, null);

    internal bool IsEarliest { get; }

    internal ReplayId? AfterId { get; }

    /// <summary>Behind the event with this id: the last one that was dealt with.</summary>
    public static ReplayStart After(ReplayId id) => new(false, id);
}
