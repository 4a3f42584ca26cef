using System.Text.Json;
using System.Text.Json.Serialization;
using SyncEngine.Model;

namespace SyncEngine.Ledger;

/// <summary>A failure as it stands in a row.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Failure))]
internal sealed partial class StoredFailure : JsonSerializerContext
{
    public static string Write(Failure failure) => JsonSerializer.Serialize(failure, Default.Failure);

    public static Failure? Read(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.Failure);
}
