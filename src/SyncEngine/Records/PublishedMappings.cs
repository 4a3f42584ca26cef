using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using SyncEngine.Diagnostics;
using SyncEngine.Mapping;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>The published versions in the site's database, and the step that puts the newest ones in force on this host.</summary>
internal sealed partial class PublishedMappings(ISyncStore store, MappingCatalog catalog, ILogger<PublishedMappings> logger)
{
    private Dictionary<string, int> _loaded = [];

    /// <summary>Takes up what was published since the last look; keeps to what is in force where a version does not fit this host's code.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var newest = await store.ReadAsync(NewestAsync, cancellationToken);
        var versions = newest.ToDictionary(pair => pair.Key, pair => pair.Value.Version);
        if (versions.Count == _loaded.Count && versions.All(pair => _loaded.GetValueOrDefault(pair.Key) == pair.Value))
            return;

        var compiled = new Dictionary<string, EntityMapping>();
        foreach (var code in catalog.Code.Where(code => newest.ContainsKey(code.Name)))
        {
            var faults = new List<MappingFinding>();
            var mapping = MappingCompiler.Compile(code, newest[code.Name].Draft, faults);
            if (faults.Count == 0)
                compiled[code.Name] = mapping;
            else
                logger.MappingDoesNotFit(code.Name, versions[code.Name], string.Join(" ", faults.Select(fault => fault.Text)));
        }

        catalog.Use(compiled);
        _loaded = versions;
    }

    public static async Task<Dictionary<string, MappingVersion>> NewestAsync(IStoreTransaction reading, CancellationToken cancellationToken) =>
        (await reading.QueryAsync(
            $"{Select} WHERE version = (SELECT max(version) FROM sync_mapping newer WHERE newer.mapping = sync_mapping.mapping)", Read, cancellationToken))
        .ToDictionary(version => version.Draft.Mapping);

    public static Task<List<MappingVersion>> VersionsAsync(IStoreTransaction reading, string mapping, CancellationToken cancellationToken) =>
        reading.QueryAsync($"{Select} WHERE mapping = @mapping ORDER BY version DESC", Read, cancellationToken, ("@mapping", mapping));

    private const string Select = "SELECT version, draft, note, published_by, published_at FROM sync_mapping";

    private static MappingVersion Read(System.Data.Common.DbDataReader reader) => new(
        reader.GetInt32(0), JsonSerializer.Deserialize(reader.GetString(1), Json.Default.MappingDraft)!, reader.GetString(2), Cause.Parse(reader.GetString(3)), reader.Time(4));

    [JsonSourceGenerationOptions(UseStringEnumConverter = true)]
    [JsonSerializable(typeof(MappingDraft))]
    internal sealed partial class Json : JsonSerializerContext;
}
