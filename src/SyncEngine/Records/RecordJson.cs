using System.Text.Json;
using System.Text.Json.Serialization;
using SyncEngine.Merge;

namespace SyncEngine.Records;

/// <summary>The stored forms of bases, intents, candidates and decisions. Each payload carries its version.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredBase))]
[JsonSerializable(typeof(Dictionary<string, string?>))]
[JsonSerializable(typeof(StoredDecision))]
[JsonSerializable(typeof(List<MatchCandidate>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(SyncRunPreview))]
[JsonSerializable(typeof(Dictionary<string, List<FieldHistory.Step>>))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public static string Write(IReadOnlyDictionary<string, BasePair> agreed) =>
        JsonSerializer.Serialize(new StoredBase(1, agreed.ToDictionary(pair => pair.Key, pair => new string?[] { pair.Value.Local, pair.Value.Remote })), Default.StoredBase);

    public static Dictionary<string, BasePair> ReadBase(string json) =>
        JsonSerializer.Deserialize(json, Default.StoredBase)!.Fields.ToDictionary(pair => pair.Key, pair => new BasePair(pair.Value[0], pair.Value[1]));

    public static StoredDecision ReadDecision(string json) => JsonSerializer.Deserialize(json, Default.StoredDecision)!;

    public static string Write(MergeInput input, MergePlan plan) => JsonSerializer.Serialize(new StoredDecision(1, input, plan), Default.StoredDecision);
}

/// <summary>Field → [local, remote].</summary>
internal sealed record StoredBase(int Version, Dictionary<string, string?[]> Fields);

/// <summary>A decision with all that it depended on.</summary>
internal sealed record StoredDecision(int Version, MergeInput Input, MergePlan Plan);
