namespace Connector.Salesforce.RateLimiting;

/// <summary>Who goes first when permits or the org's daily budget are short.</summary>
public enum CallPriority
{
    /// <summary>Sweeps and back-fills: the first to wait.</summary>
    Low,

    /// <summary>The default.</summary>
    Normal,

    /// <summary>Payments: may use the reserve that the others leave.</summary>
    High,
}
