using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Simulator.Control;
using Simulator.SalesforceOrg.Records;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Bulk;

/// <summary>The jobs and their files. Thread-safe; a job itself is changed by one at a time.</summary>
internal sealed class BulkJobs : IDisposable, IResettable
{
    private const string Collection = "salesforce/bulk-job";
    private readonly ConcurrentDictionary<string, BulkJob> _jobs = new(StringComparer.Ordinal);
    private readonly DocumentStore _store;
    private readonly SimulatorClock _clock;
    private readonly string _folder;
    private readonly bool _isTemporary;
    private long _lastNumber;

    public BulkJobs(SimulatorOptions options, DocumentStore store, SimulatorClock clock)
    {
        (_store, _clock) = (store, clock);
        _isTemporary = options.DataDirectory is null;
        _folder = _isTemporary ? Directory.CreateTempSubdirectory("simulator-bulk-").FullName : Directory.CreateDirectory(Path.Combine(options.DataDirectory!, "bulk")).FullName;
        foreach (var (id, json) in store.All(Collection))
        {
            _jobs[id] = JsonSerializer.Deserialize<BulkJob>(json)!;
            _lastNumber = Math.Max(_lastNumber, SalesforceIds.Number(id));
        }
    }

    /// <summary>The jobs, the newest first.</summary>
    public IReadOnlyList<BulkJob> All => [.. _jobs.Values.OrderByDescending(job => job.Id, StringComparer.Ordinal)];

    public string NextId() => SalesforceIds.Make("750", Interlocked.Increment(ref _lastNumber));

    public BulkJob Find(string id, bool isQuery) =>
        SalesforceIds.Normalize(id) is { } normal && _jobs.TryGetValue(normal, out var job) && job.IsQuery == isQuery ? job : throw OrgException.NotFound();

    public void Save(BulkJob job)
    {
        job.SystemModstamp = _clock.GetUtcNow();
        _jobs[job.Id] = job;
        _store.Write(Put(new DocumentBatch(), job));
    }

    /// <summary>Adds the job to what becomes durable with a transaction.</summary>
    public static DocumentBatch Put(DocumentBatch batch, BulkJob job) => batch.Put(Collection, job.Id, JsonSerializer.Serialize(job));

    public void Remove(BulkJob job)
    {
        _jobs.TryRemove(job.Id, out _);
        _store.Write(new DocumentBatch().Delete(Collection, job.Id));
        foreach (var file in Directory.EnumerateFiles(_folder, $"{job.Id}.*"))
            File.Delete(file);
    }

    public string ContentFile(BulkJob job) => Path.Combine(_folder, $"{job.Id}.csv");

    public string SuccessfulFile(BulkJob job) => Path.Combine(_folder, $"{job.Id}.successful.csv");

    public string FailedFile(BulkJob job) => Path.Combine(_folder, $"{job.Id}.failed.csv");

    public void Reset()
    {
        foreach (var job in All)
        {
            job.State = "Aborted";
            Remove(job);
        }
    }

    public void Dispose()
    {
        if (_isTemporary && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Where a further page of results begins, as an opaque text.</summary>
    public static string Locator(long offset) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture))).TrimEnd('=');
}
