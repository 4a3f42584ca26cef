using System.Collections.Concurrent;

namespace Simulator.Storage;

/// <summary>
/// Durable documents: a collection, a key and a JSON text. Reads are served from memory; a batch is seen by readers at once and goes to
/// disk in the order of the writes, many batches to one transaction. <see cref="FlushAsync"/> ends when everything written so far is
/// durable; the host awaits it before the first byte of every answer, so that what was answered survives a kill. Thread-safe.
/// </summary>
public sealed class DocumentStore : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _collections = new(StringComparer.Ordinal);
    private readonly SqliteDocuments? _disk;

    private DocumentStore(SqliteDocuments? disk) => _disk = disk;

    /// <summary>False when everything is in memory only.</summary>
    public bool IsDurable => _disk is not null;

    /// <summary>Opens the SQLite file, made if it is missing; null keeps everything in memory.</summary>
    public static DocumentStore Open(string? path) => new(path is null ? null : SqliteDocuments.Open(path));

    /// <summary>The document, or null.</summary>
    public string? Get(string collection, string key) => Collection(collection).GetValueOrDefault(key);

    /// <summary>Every document of a collection, in no particular order; a snapshot of this moment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All(string collection) => [.. Collection(collection)];

    /// <summary>Applies a batch to memory and hands it to the disk.</summary>
    public void Write(DocumentBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var (collection, key, json) in batch.Changes)
        {
            if (json is null)
                Collection(collection).TryRemove(key, out _);
            else
                Collection(collection)[key] = json;
        }

        _disk?.Write(batch);
    }

    /// <summary>Ends when every batch written before this call is durable.</summary>
    public Task FlushAsync() => _disk?.FlushAsync() ?? Task.CompletedTask;

    /// <summary>Reads a collection from disk without keeping it, for an owner that has a better form of it in memory.</summary>
    internal IEnumerable<KeyValuePair<string, string>> Stream(string collection) => _disk?.Read(collection) ?? [];

    /// <summary>Writes past the memory, for the owner of a streamed collection.</summary>
    internal void WriteThrough(DocumentBatch batch) => _disk?.Write(batch);

    /// <summary>Deletes every document of the collections whose name begins so.</summary>
    internal void Clear(string prefix)
    {
        foreach (var name in _collections.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            _collections[name].Clear();
        _disk?.Clear(prefix);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;

    private ConcurrentDictionary<string, string> Collection(string name) =>
        _collections.GetOrAdd(name, static (name, disk) => new(disk?.Read(name) ?? [], StringComparer.Ordinal), _disk);
}
