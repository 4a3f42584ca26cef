using System.Globalization;
using System.Text.Json;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>The versions that the org offers.</summary>
internal static class ApiVersions
{
    public const int Oldest = 31;
    public const int Newest = 67;

    public static bool IsKnown(string version) =>
        version.StartsWith('v') && version.EndsWith(".0", StringComparison.Ordinal) && int.TryParse(version.AsSpan(1, version.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Oldest and <= Newest;

    public static int Number(string version) => int.Parse(version.AsSpan(1, version.Length - 3), CultureInfo.InvariantCulture);

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var number = Oldest; number <= Newest; number++)
        {
            json.WriteStartObject();
            json.WriteString("label", Label(number));
            json.WriteString("url", $"/services/data/v{number}.0");
            json.WriteString("version", $"{number}.0");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Three releases a year, and v67.0 is Summer '26: 65 and 66 were Winter '26 and Spring '26.
    private static string Label(int number) =>
        $"{((string[])["Winter", "Spring", "Summer"])[(number + 1) % 3]} '{26 + ((number + 1) / 3) - 22:00}";
}
