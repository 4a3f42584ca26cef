using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncEngine.Mapping;

/// <summary>Values that are written otherwise in Salesforce: one to one, so that what comes back is what went. Picklists know no case there.</summary>
internal sealed class ValueMap
{
    private readonly Dictionary<string, string> _there;
    private readonly Dictionary<string, string> _back;

    private ValueMap(Dictionary<string, string> there, Dictionary<string, string> back) => (_there, _back) = (there, back);

    public IReadOnlyDictionary<string, string> Pairs => _there;

    /// <summary>Tells this map from others, the same on every host.</summary>
    public string Mark => "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', _there.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}\t{pair.Value}")))))[..8];

    /// <summary>Null when there is nothing to map.</summary>
    /// <param name="values">The site's stored form and Salesforce's text.</param>
    /// <param name="fault">What is wrong with them, in words; null when nothing is.</param>
    public static ValueMap? Of(IReadOnlyDictionary<string, string>? values, out string? fault)
    {
        fault = null;
        if (values is not { Count: > 0 })
            return null;

        var back = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (here, there) in values)
        {
            if (here.Length == 0 || there.Length == 0)
                fault = "A value map has a blank side; a blank is a blank on both sides.";
            else if (!back.TryAdd(there, here))
                fault = $"'{there}' in Salesforce stands for two values here; coming back, it would be unsure which.";
        }

        return fault is null ? new ValueMap(new Dictionary<string, string>(values, StringComparer.Ordinal), back) : null;
    }

    public string? There(string? canonical) => canonical is not null && _there.TryGetValue(canonical, out var there) ? there : null;

    public string? Back(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String && _back.TryGetValue(value.GetValue<string>(), out var here) ? here : null;
}
