using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Stripe.Billing;

namespace SyncEngine.Stripe.Facts;

/// <summary>Money as <c>1250 eur</c>, in minor units.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = (reader.GetString() ?? "").Split(' ');
        return parts is [var minor, var currency] && long.TryParse(minor, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? new Money(units, currency)
            : throw new JsonException("That is no stored money.");
    }

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.MinorUnits} {value.Currency.Code}"));
}
