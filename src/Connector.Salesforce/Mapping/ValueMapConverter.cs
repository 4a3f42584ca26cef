using System.Text.Json.Nodes;

namespace Connector.Salesforce.Mapping;

/// <summary>A picklist whose values have other names here.</summary>
internal sealed class ValueMapConverter : IFieldConverter
{
    private readonly Dictionary<string, string> _there;
    private readonly Dictionary<string, string> _here;
    private readonly bool _isMulti;

    public ValueMapConverter(IReadOnlyDictionary<string, string> values, bool isMulti)
    {
        ArgumentNullException.ThrowIfNull(values);
        _isMulti = isMulti;
        _there = new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase);
        _here = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (ours, theirs) in values)
        {
            if (!_here.TryAdd(theirs, ours))
                throw new ArgumentException($"Several values stand for '{theirs}', so that there is no way back.", nameof(values));
        }
    }

    public IReadOnlyCollection<string> PicklistValues => _here.Keys;

    public JsonNode? ToSalesforce(object value)
    {
        if (_isMulti && value is IEnumerable<string> texts)
            return JsonValue.Create(TypeConverter.Join(texts.Select(There)));
        return JsonValue.Create(There(value.ToString()!));
    }

    public object? FromSalesforce(JsonNode value, Type type)
    {
        var text = TypeConverter.Text(value);
        return _isMulti
            ? TypeConverter.As([.. TypeConverter.Split(text).Select(Here)], type)
            : FieldConverters.ByType.FromSalesforce(JsonValue.Create(Here(text)), type);
    }

    private string There(string ours) => _there.TryGetValue(ours, out var theirs) ? theirs : throw new FormatException("is not among the mapped values");

    private string Here(string theirs) => _here.TryGetValue(theirs, out var ours) ? ours : throw new FormatException("is not among the mapped values");
}
