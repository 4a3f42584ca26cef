using System.Text.Json;
using System.Text.Json.Serialization;
using SyncEngine.Stripe.Facts;

namespace SyncEngine.Stripe.Reconciliation;

/// <summary>The stored form of a report.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(MoneyJson)])]
[JsonSerializable(typeof(ReconciliationReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Write(ReconciliationReport report) => JsonSerializer.Serialize(report, Default.ReconciliationReport);

    public static ReconciliationReport Read(string json) => JsonSerializer.Deserialize(json, Default.ReconciliationReport)!;
}
