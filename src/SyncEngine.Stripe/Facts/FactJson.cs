using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>The stored forms of facts, states and memberships. Each payload carries its version.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(MoneyJson)])]
[JsonSerializable(typeof(Stored<BillingFact>), TypeInfoPropertyName = "StoredFact")]
[JsonSerializable(typeof(Stored<CustomerState>), TypeInfoPropertyName = "StoredState")]
[JsonSerializable(typeof(Stored<Membership>), TypeInfoPropertyName = "StoredMembership")]
internal sealed partial class FactJson : JsonSerializerContext
{
    private const int Version = 1;

    public static string Write(BillingFact fact) => JsonSerializer.Serialize(new Stored<BillingFact>(Version, fact), Default.StoredFact);

    public static string Write(CustomerState state) => JsonSerializer.Serialize(new Stored<CustomerState>(Version, state), Default.StoredState);

    public static string Write(Membership membership) => JsonSerializer.Serialize(new Stored<Membership>(Version, membership), Default.StoredMembership);

    public static BillingFact ReadFact(string json) => JsonSerializer.Deserialize(json, Default.StoredFact)!.Value;

    public static CustomerState ReadState(string json) => JsonSerializer.Deserialize(json, Default.StoredState)!.Value;

    public static Membership ReadMembership(string json) => JsonSerializer.Deserialize(json, Default.StoredMembership)!.Value;

    internal sealed record Stored<T>(int Version, T Value);
}
