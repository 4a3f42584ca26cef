using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace Connector.Salesforce.Mapping;

/// <summary>Reads a mapping from attributes and from configuration.</summary>
internal static class MapConfiguration
{
    private static readonly string[] Known = ["Property", "Field", "Direction", "Values", "Constant", "Null", "Length", "MaxLength"];

    public static FieldMap Of(PropertyInfo property, SalesforceFieldAttribute attribute)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in attribute.Values)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } ours, { Length: > 0 } theirs] || !values.TryAdd(ours, theirs))
                throw new SalesforceMappingException([new MappingFault(attribute.Field, $"{property.DeclaringType!.Name}.{property.Name} has the value map entry '{pair}'; it must be ours=theirs, each once.")]);
        }

        return new FieldMap(attribute.Field)
        {
            Property = property.Name,
            Direction = attribute.Direction,
            Converter = Converter(property, values),
            Null = attribute.Null,
            Length = attribute.Length,
            MaxLength = attribute.MaxLength > 0 ? attribute.MaxLength : null,
        };
    }

    public static (string Type, IReadOnlyList<FieldMap> Fields) Read(IConfigurationSection section, Func<string, PropertyInfo?> property)
    {
        var faults = new List<MappingFault>();
        var fields = new List<FieldMap>();
        var type = section["Object"];
        if (string.IsNullOrWhiteSpace(type))
            faults.Add(new MappingFault("", $"{section.Path}:Object is missing; it is the object, such as Contact."));
        foreach (var entry in section.GetSection("Fields").GetChildren())
        {
            var field = entry["Field"] ?? "";
            if (string.IsNullOrWhiteSpace(field))
                faults.Add(new MappingFault("", $"{entry.Path}:Field is missing; it is Salesforce's field, such as LastName."));
            if (entry["Property"] is null == entry["Constant"] is null)
                faults.Add(new MappingFault(field, $"{entry.Path} must have either Property or Constant."));
            foreach (var unknown in entry.GetChildren().Where(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
                faults.Add(new MappingFault(field, $"{unknown.Path} is no setting of a field{NearMiss.Suggest(unknown.Key, Known)}"));

            var values = entry.GetSection("Values").GetChildren().ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
            fields.Add(new FieldMap(field)
            {
                Property = entry["Property"],
                Direction = entry["Constant"] is null ? Read(entry, "Direction", FieldDirection.Both, faults) : FieldDirection.ToSalesforce,
                Converter = Converter(entry["Property"] is { } name ? property(name) : null, values),
                Constant = entry["Constant"] is { } constant ? JsonValue.Create(constant) : null,
                Null = Read(entry, "Null", NullPolicy.Send, faults),
                Length = Read(entry, "Length", LengthPolicy.Error, faults),
                MaxLength = MaxLength(entry, faults),
            });
        }

        if (fields.Count == 0)
            faults.Add(new MappingFault("", $"{section.Path}:Fields is empty."));
        return faults.Count == 0 ? (type!, fields) : throw new SalesforceMappingException(faults);
    }

    private static IFieldConverter Converter(PropertyInfo? property, Dictionary<string, string> values) =>
        values.Count == 0 ? FieldConverters.ByType
        : property is not null && TypeConverter.IsTextList(property.PropertyType) ? FieldConverters.MultiPicklist(values)
        : FieldConverters.Picklist(values);

    private static TEnum Read<TEnum>(IConfigurationSection entry, string name, TEnum unless, List<MappingFault> faults)
        where TEnum : struct, Enum
    {
        if (entry[name] is not { } text)
            return unless;
        if (Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
            return value;

        faults.Add(new MappingFault(entry["Field"] ?? "", $"{entry.Path}:{name} is '{text}'; it must be {string.Join(", ", Enum.GetNames<TEnum>())}."));
        return unless;
    }

    private static int? MaxLength(IConfigurationSection entry, List<MappingFault> faults)
    {
        if (entry["MaxLength"] is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > 0)
            return length;

        faults.Add(new MappingFault(entry["Field"] ?? "", $"{entry.Path}:MaxLength is '{text}'; it must be a whole number above 0."));
        return null;
    }
}
