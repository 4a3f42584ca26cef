namespace Simulator.Storage;

/// <summary>Changes that become durable together or not at all. Not thread-safe.</summary>
public sealed class DocumentBatch
{
    internal List<Change> Changes { get; } = [];

    /// <summary>True as long as nothing was put or deleted.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>Writes a document, new or over the old one.</summary>
    public DocumentBatch Put(string collection, string key, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Changes.Add(new Change(collection, key, json));
        return this;
    }

    /// <summary>Deletes a document; none of that key is no error.</summary>
    public DocumentBatch Delete(string collection, string key)
    {
        Changes.Add(new Change(collection, key, null));
        return this;
    }

    internal readonly record struct Change(string Collection, string Key, string? Json);
}
