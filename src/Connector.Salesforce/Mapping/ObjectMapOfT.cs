using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Nodes;
using Connector.Salesforce.Http;
using Connector.Salesforce.Metadata;

namespace Connector.Salesforce.Mapping;

/// <summary>How objects of a class and records of Salesforce become each other. Immutable and safe for use by several threads.</summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class ObjectMap<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>
    where T : class
{
    private readonly (FieldMap Map, PropertyInfo? Property)[] _fields;

    internal ObjectMap(string type, IReadOnlyList<FieldMap> fields)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Type = type;
        Fields = fields;
        _fields = [.. fields.Select(field => (field, field.Property is null ? null : typeof(T).GetProperty(field.Property)))];
        var faults = MapValidation.OfItself(typeof(T), [.. typeof(T).GetProperties().Select(property => property.Name)], _fields).ToList();
        if (faults.Count > 0)
            throw new SalesforceMappingException(faults);
    }

    /// <summary>The object: <c>Contact</c>.</summary>
    public string Type { get; }

    /// <summary>The fields.</summary>
    public IReadOnlyList<FieldMap> Fields { get; }

    /// <summary>The fields to select for <see cref="Apply"/>.</summary>
    public IReadOnlyList<string> FieldsToRead => [.. Fields.Where(map => map.ComesIn).Select(map => map.Field)];

    /// <summary>What is wrong with the mapping in this org: one line for each fault, near misses suggested. Empty when nothing is.</summary>
    public IReadOnlyList<MappingFault> Validate(ObjectDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return [.. MapValidation.Against(description, Type, _fields)];
    }

    /// <summary>The same mapping with the lengths of this org's fields, so that a text that is too long is found before it is sent.</summary>
    /// <exception cref="SalesforceMappingException">The mapping does not fit the description.</exception>
    public ObjectMap<T> Describe(ObjectDescription description)
    {
        var faults = Validate(description);
        if (faults.Count > 0)
            throw new SalesforceMappingException(faults);

        return new ObjectMap<T>(Type, [.. Fields.Select(field => description.Field(field.Field) is { Length: > 0 and var length } && !TypeHasNoText(field)
            ? field with { MaxLength = Math.Min(field.MaxLength ?? int.MaxValue, length) }
            : field)]);

        // A reference's or a picklist's length says nothing of what it takes.
        bool TypeHasNoText(FieldMap field) => description.Field(field.Field)!.Type is "reference" or "picklist" or "multipicklist" or "date" or "datetime" or "boolean";
    }

    /// <summary>A record with the fields that go to Salesforce.</summary>
    /// <exception cref="SalesforceMappingException">A value has no form there, or is too long.</exception>
    public SalesforceRecord ToRecord(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var record = new SalesforceRecord(Type);
        var faults = new List<MappingFault>();
        foreach (var (map, property) in _fields.Where(field => field.Map.GoesOut))
        {
            try
            {
                var value = property is null ? map.Constant!.DeepClone() : property.GetValue(item) is { } set ? map.Converter.ToSalesforce(set) : null;
                if (value is null && map.Null == NullPolicy.Skip)
                    continue;

                Set(record, map, Fitted(map, value));
            }
            catch (FormatException exception)
            {
                faults.Add(new MappingFault(map.Field, $"{typeof(T).Name}.{map.Property} {exception.Message} ({Type}.{map.Field})."));
            }
        }

        return faults.Count == 0 ? record : throw new SalesforceMappingException(faults);
    }

    /// <summary>Takes over what a record has of the fields that come from Salesforce; a field that it lacks is left alone. Nothing is taken when something does not fit.</summary>
    /// <exception cref="SalesforceMappingException">A value has no form here.</exception>
    public void Apply(SalesforceRecord record, T item)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(item);
        var faults = new List<MappingFault>();
        var values = new List<(PropertyInfo Property, object? Value)>();
        foreach (var (map, property) in _fields.Where(field => field.Map.ComesIn && (record.Has(field.Map.Field) || IsId(field.Map, record))))
        {
            try
            {
                var type = Nullable.GetUnderlyingType(property!.PropertyType) ?? property.PropertyType;
                var node = IsId(map, record) ? JsonValue.Create(record.Id!.Value.Value) : record[map.Field];
                if (node is not null)
                    values.Add((property, map.Converter.FromSalesforce(node, type)));
                else if (map.Null == NullPolicy.Send)
                    values.Add((property, MapValidation.IsNullable(property) ? null : throw new FormatException("is empty, and the property takes no null")));
            }
            catch (FormatException exception)
            {
                faults.Add(new MappingFault(map.Field, $"{Type}.{map.Field} {exception.Message} ({typeof(T).Name}.{map.Property})."));
            }
        }

        if (faults.Count > 0)
            throw new SalesforceMappingException(faults);
        foreach (var (property, value) in values)
            property.SetValue(item, value);
    }

    private static bool IsId(FieldMap map, SalesforceRecord record) => record.Id is not null && map.Field.Equals("Id", StringComparison.OrdinalIgnoreCase);

    private static JsonNode? Fitted(FieldMap map, JsonNode? value)
    {
        if (map.MaxLength is not { } most || value.AsText() is not { } text || text.Length <= most)
            return value;
        if (map.Length == LengthPolicy.Error)
            throw new FormatException($"is {text.Length} characters long, and {most} fit");

        return JsonValue.Create(char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)] : text[..most]);
    }

    private static void Set(SalesforceRecord record, FieldMap map, JsonNode? value)
    {
        if (!map.IsParent)
        {
            if (map.Field.Equals("Id", StringComparison.OrdinalIgnoreCase))
                record.Id = SalesforceId.TryParse(value.AsText(), out var id) ? id : value is null ? null : throw new FormatException("is no Salesforce id");
            else
                record[map.Field] = value;
            return;
        }

        // No parent: the relationship is emptied.
        var dot = map.Field.IndexOf('.', StringComparison.Ordinal);
        if (value is null)
            record[map.Field[..dot]] = null;
        else
            record.SetParent(map.Field[..dot], map.Field[(dot + 1)..], TypeConverter.Text(value));
    }
}
