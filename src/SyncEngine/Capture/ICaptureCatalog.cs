namespace SyncEngine.Capture;

/// <summary>Knows the mapped entity types.</summary>
internal interface ICaptureCatalog
{
    /// <summary>The mappings of an entity type or of its base types; usually one, none for most.</summary>
    IReadOnlyList<CapturedMapping> For(Type entityType);
}
