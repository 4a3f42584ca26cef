using System.Reflection;

namespace SyncEngine.Mapping;

/// <summary>Puts an admin's draft over a mapping of the site's code.</summary>
internal static class MappingCompiler
{
    /// <summary>What a mapping says, as a draft.</summary>
    public static MappingDraft ToDraft(EntityMapping mapping) => new(
        mapping.Name,
        [.. mapping.Fields.Select(field => new MappedField(field.Name, field.RemoteField, field.Direction, field.Policy, field.Comparison) { Values = field.Values?.Pairs })],
        [.. mapping.Match.Select(field => field.Name)]);

    /// <summary>The properties, and the code's expressions and constants, that a draft may name.</summary>
    public static IReadOnlyList<MappableProperty> Properties(EntityMapping code) =>
    [
        .. Mappable(code).Select(property => new MappableProperty(property.Name, TypeName(property.PropertyType), property.CanWrite)),
        .. code.Fields.Where(field => field.Member is null).Select(field => new MappableProperty(field.Name, "computed", false)),
    ];

    /// <summary>Compiles; each fault is about a field, or about the whole where it names none.</summary>
    public static EntityMapping Compile(EntityMapping code, MappingDraft draft, List<MappingFinding> faults)
    {
        var fields = new List<FieldMapping>();
        foreach (var mapped in draft.Fields)
        {
            if (Field(code, mapped, faults) is { } field)
                fields.Add(field);
        }

        faults.AddRange(draft.Fields.GroupBy(field => field.Name).Where(group => group.Count() > 1)
            .Select(group => new MappingFinding(true, group.Key, $"{group.Key} is mapped twice; one property goes to one field.")));
        faults.AddRange(draft.Fields.Where(field => field.RemoteField.Length > 0).GroupBy(field => field.RemoteField, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => new MappingFinding(true, group.Last().Name, $"{group.Key} in Salesforce is mapped twice.")));
        faults.AddRange(draft.Match.Where(name => draft.Fields.All(field => field.Name != name))
            .Select(name => new MappingFinding(true, name, $"It matches on {name}, which is not mapped.")));
        if (draft.Fields.Count == 0)
            faults.Add(new MappingFinding(true, null, "It maps no field."));
        return code with { Fields = fields, Match = [.. draft.Match.Select(name => fields.FirstOrDefault(field => field.Name == name)).OfType<FieldMapping>()] };
    }

    private static FieldMapping? Field(EntityMapping code, MappedField mapped, List<MappingFinding> faults)
    {
        if (string.IsNullOrWhiteSpace(mapped.RemoteField))
        {
            faults.Add(new MappingFinding(true, mapped.Name, $"{mapped.Name} has no Salesforce field; choose one, or leave the property unmapped."));
            return null;
        }

        var known = code.Fields.FirstOrDefault(field => field.Name == mapped.Name);
        var compiled = known ?? (Mappable(code).FirstOrDefault(property => property.Name == mapped.Name) is { } found ? Compile(found) : null);
        if (compiled is null)
        {
            faults.Add(new MappingFinding(true, mapped.Name, $"{code.EntityType.Name} has no property {mapped.Name} that can be mapped."));
            return null;
        }

        var receives = mapped.Direction is Direction.Both or Direction.FromSalesforce;
        if (receives && (compiled.Member is null || code.EntityType.GetProperty(compiled.Member)?.CanWrite != true))
            faults.Add(new MappingFinding(true, mapped.Name, $"{mapped.Name} cannot be written here; it can only go to Salesforce."));

        var values = ValueMap.Of(mapped.Values, out var fault);
        if (fault is not null)
            faults.Add(new MappingFinding(true, mapped.Name, fault));

        // What was agreed was agreed about another field, or in other words: such a field has no base until both sides have been compared anew.
        var isMoved = known is null || !known.RemoteField.Equals(mapped.RemoteField, StringComparison.OrdinalIgnoreCase) || known.Values?.Mark != values?.Mark;
        return compiled with
        {
            RemoteField = mapped.RemoteField,
            Direction = mapped.Direction,
            Policy = mapped.Policy,
            Comparison = mapped.Comparison,
            Values = values,
            BaseKey = isMoved ? $"{mapped.Name}@{mapped.RemoteField}{values?.Mark}" : mapped.Name,
        };
    }

    private static FieldMapping Compile(PropertyInfo property) => new(
        property.Name, "", Direction.Both, Merge.ConflictPolicy.Manual, property.Name, [property.Name],
        entity => ValueForm.Canonical(property.GetValue(entity)), ValueForm.For(property.PropertyType));

    private static IEnumerable<PropertyInfo> Mappable(EntityMapping code) => code.EntityType.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && property.Name != code.Identity.Member && HasForm(property.PropertyType));

    private static bool HasForm(Type type) => TypeName(type) is not "";

    private static string TypeName(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) => "text",
            _ when plain == typeof(bool) => "yes or no",
            _ when plain == typeof(DateOnly) => "date",
            _ when plain == typeof(DateTime) || plain == typeof(DateTimeOffset) => "moment",
            _ when plain == typeof(Guid) => "id",
            _ when plain.IsEnum => "choice",
            _ when plain == typeof(decimal) || plain == typeof(double) || plain == typeof(float) || plain == typeof(int) || plain == typeof(long) || plain == typeof(short) => "number",
            _ => "",
        };
    }
}
