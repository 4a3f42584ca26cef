using System.Reflection;
using Connector.Salesforce.Metadata;

namespace Connector.Salesforce.Mapping;

/// <summary>What can be wrong with a mapping: one clear line for each fault.</summary>
internal static class MapValidation
{
    private static readonly string[] Texts = ["string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "combobox", "id", "reference", "encryptedstring", "anyType"];

    /// <summary>Whether a property takes null. A reference type does: what its annotation says is not kept in a trimmed program.</summary>
    public static bool IsNullable(PropertyInfo property) => !property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null;

    /// <summary>Without an org: names, types and directions.</summary>
    public static IEnumerable<MappingFault> OfItself(Type type, IReadOnlyList<string> properties, IReadOnlyList<(FieldMap Map, PropertyInfo? Property)> fields)
    {
        if (fields.Count == 0)
            yield return new MappingFault("", $"The mapping of {type.Name} has no fields.");
        foreach (var twice in fields.Where(field => field.Map.GoesOut).GroupBy(field => field.Map.Field, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return new MappingFault(twice.Key, $"{twice.Count()} mappings write {twice.Key}; only one may.");
        foreach (var twice in fields.Where(field => field.Map.ComesIn).GroupBy(field => field.Map.Property, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return new MappingFault(twice.First().Map.Field, $"{twice.Count()} fields write {type.Name}.{twice.Key}; only one may.");
        foreach (var (map, property) in fields)
        {
            if (map.Field.Count(c => c == '.') > 1)
                yield return new MappingFault(map.Field, $"{map.Field} has more than one dot; a parent is named as Account.Portal_Id__c.");
            if (map.Property is null)
            {
                if (map.Constant is null)
                    yield return new MappingFault(map.Field, $"{map.Field} has neither a property nor a constant.");
                continue;
            }

            if (property is null)
            {
                yield return new MappingFault(map.Field, $"{type.Name} has no property {map.Property}{NearMiss.Suggest(map.Property, properties)}");
                continue;
            }

            var plain = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (ReferenceEquals(map.Converter, FieldConverters.ByType) && !TypeConverter.Knows(plain))
                yield return new MappingFault(map.Field, $"{type.Name}.{map.Property} is a {plain.Name}, which has no form in Salesforce without a converter.");
            if (map.ComesIn && property.SetMethod is not { IsPublic: true })
                yield return new MappingFault(map.Field, $"{type.Name}.{map.Property} cannot be set; map it to Salesforce only.");
            if (map.GoesOut && property.GetMethod is not { IsPublic: true })
                yield return new MappingFault(map.Field, $"{type.Name}.{map.Property} cannot be read; map it from Salesforce only.");
        }
    }

    /// <summary>Against an org as its describe answer tells it.</summary>
    public static IEnumerable<MappingFault> Against(ObjectDescription description, string type, IReadOnlyList<(FieldMap Map, PropertyInfo? Property)> fields)
    {
        if (!description.Name.Equals(type, StringComparison.OrdinalIgnoreCase))
            yield return new MappingFault("", $"The mapping is of {type}, the description of {description.Name}.");
        foreach (var (map, property) in fields)
        {
            foreach (var fault in map.IsParent ? OfParent(description, map) : OfField(description, map, property))
                yield return fault;
        }

        var written = fields.Where(field => field.Map.GoesOut).Select(field => field.Map).ToList();
        if (written.Count == 0)
            yield break;
        foreach (var required in description.Fields.Where(field => field.IsRequired && !written.Exists(map => Writes(map, field))))
            yield return new MappingFault(required.Name, $"{description.Name} requires {required.Name}, and nothing is mapped to it.");
    }

    private static bool Writes(FieldMap map, FieldDescription field) =>
        map.Field.Equals(field.Name, StringComparison.OrdinalIgnoreCase)
        || (map.IsParent && map.Field.Split('.')[0].Equals(field.RelationshipName, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<MappingFault> OfParent(ObjectDescription description, FieldMap map)
    {
        var relationship = map.Field.Split('.')[0];
        var names = description.Fields.Select(field => field.RelationshipName).OfType<string>().ToList();
        if (!names.Contains(relationship, StringComparer.OrdinalIgnoreCase))
            yield return new MappingFault(map.Field, $"{description.Name} has no parent {relationship}{NearMiss.Suggest(relationship, names)}");
    }

    private static IEnumerable<MappingFault> OfField(ObjectDescription description, FieldMap map, PropertyInfo? property)
    {
        if (description.Field(map.Field) is not { } field)
        {
            yield return new MappingFault(map.Field, $"{description.Name} has no field {map.Field}, or the integration user does not see it{NearMiss.Suggest(map.Field, description.Fields.Select(known => known.Name))}");
            yield break;
        }

        if (map.GoesOut && !field.Name.Equals("Id", StringComparison.OrdinalIgnoreCase))
        {
            if (field.IsCalculated)
                yield return new MappingFault(map.Field, $"{description.Name}.{field.Name} is computed by Salesforce; map it from Salesforce only.");
            else if (!field.IsCreateable && !field.IsUpdateable)
                yield return new MappingFault(map.Field, $"{description.Name}.{field.Name} cannot be written by the integration user; give it edit access, or map it from Salesforce only.");
        }

        if (property is not null && ReferenceEquals(map.Converter, FieldConverters.ByType) && Expected(property.PropertyType) is { } types && !types.Contains(field.Type))
            yield return new MappingFault(map.Field, $"{description.Name}.{field.Name} is a {field.Type}, and {property.DeclaringType!.Name}.{property.Name} a {Plain(property.PropertyType).Name}; map it with a converter.");
        if (field.IsRestrictedPicklist && map.GoesOut)
        {
            var active = field.PicklistValues.Where(value => value.IsActive).Select(value => value.Value).ToList();
            foreach (var value in map.Converter.PicklistValues.Concat(map.Constant is { } constant ? [TypeConverter.Text(constant)] : []).Where(value => !active.Contains(value, StringComparer.OrdinalIgnoreCase)))
                yield return new MappingFault(map.Field, $"The picklist {description.Name}.{field.Name} has no active value '{value}'{NearMiss.Suggest(value, active)}");
        }
    }

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    // Null: whatever the field is.
    private static string[]? Expected(Type type)
    {
        var plain = Plain(type);
        return plain == typeof(bool) ? ["boolean"]
            : TypeConverter.IsNumber(plain) ? ["int", "long", "double", "currency", "percent"]
            : plain == typeof(DateOnly) ? ["date"]
            : plain == typeof(DateTimeOffset) ? ["datetime"]
            : plain == typeof(SalesforceId) ? ["id", "reference", "string"]
            : TypeConverter.IsTextList(plain) ? ["multipicklist"]
            : plain == typeof(string) || plain == typeof(Guid) || plain.IsEnum ? Texts
            : null;
    }
}
