namespace SyncEngine.Mapping;

/// <summary>Which way a field goes.</summary>
public enum Direction
{
    /// <summary>Either side may change it.</summary>
    Both = 0,

    /// <summary>The site is right; a difference in Salesforce is drift and is written over, and told.</summary>
    ToSalesforce = 1,

    /// <summary>Salesforce is right; it is never sent.</summary>
    FromSalesforce = 2,
}
