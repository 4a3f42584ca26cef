namespace SyncEngine.Merge;

/// <summary>Which value a person wants to stand.</summary>
public enum FieldChoice
{
    /// <summary>The site's.</summary>
    Local = 0,

    /// <summary>Salesforce's.</summary>
    Remote = 1,

    /// <summary>Neither: a third one.</summary>
    Other = 2,
}
