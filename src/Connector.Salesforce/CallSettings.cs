using Connector.Salesforce.RateLimiting;
using Connector.Salesforce.Records;

namespace Connector.Salesforce;

/// <summary>What holds for every call of a client made with <see cref="ISalesforceClient.WithSettings"/>.</summary>
public sealed record CallSettings
{
    /// <summary>The settings of a client that was given none.</summary>
    public static CallSettings Default { get; } = new();

    /// <summary>Who goes first when permits or the org's budget are short. Default <see cref="CallPriority.Normal"/>.</summary>
    public CallPriority Priority { get; init; } = CallPriority.Normal;

    /// <summary>How the org's duplicate rules treat writes; null, the default, leaves it to the org.</summary>
    public DuplicateRule? DuplicateRule { get; init; }

    /// <summary>Whether one failing record of a list undoes the others; then the list must fit one call. Default false: each on its own.</summary>
    public bool AllOrNone { get; init; }

    /// <summary>Rows a page of a query, 200 to 2,000; null, the default, leaves it to Salesforce. Salesforce may send fewer.</summary>
    public int? QueryPageSize { get; init; }

    /// <summary>
    /// Whether a write whose answer was lost is sent again at once, where twice leaves the same as once. Default true. False for callers that keep
    /// what they sent and find out themselves: the first sending may still land, after something newer was written.
    /// </summary>
    public bool RepeatsLostWrites { get; init; } = true;
}
