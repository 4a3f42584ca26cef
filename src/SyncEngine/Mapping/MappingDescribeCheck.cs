using Connector.Salesforce.Metadata;

namespace SyncEngine.Mapping;

/// <summary>Holds a compiled mapping against what the org says of its object: existence, access, types, required fields, lengths.</summary>
internal static class MappingDescribeCheck
{
    public static IEnumerable<MappingFinding> Check(EntityMapping mapping, ObjectDescription org)
    {
        foreach (var field in mapping.Fields)
        {
            if (org.Field(field.RemoteField) is not { } there)
            {
                yield return Error(field, $"{mapping.RemoteObject} has no field {field.RemoteField} that the integration user can see; create it, or give access to it.");
                continue;
            }

            var sends = field.Direction is Direction.Both or Direction.ToSalesforce;
            if (sends && there is { IsCalculated: true } or { IsUpdateable: false, IsCreateable: false })
                yield return Error(field, $"{field.RemoteField} cannot be written in Salesforce; it can only come from there.");
            else if (sends && !there.IsUpdateable)
                yield return Warning(field, $"{field.RemoteField} can be set when a record is made and not changed later.");
            var unlisted = field.Values is { } values && there.IsRestrictedPicklist ? values.Pairs.Values.Where(value => there.PicklistValues.All(known => !known.IsActive || !known.Value.Equals(value, StringComparison.OrdinalIgnoreCase))).ToList() : [];
            if (unlisted.Count > 0)
                yield return Error(field, $"{field.RemoteField}'s list in Salesforce does not have {string.Join(", ", unlisted)}, to which a value is mapped.");
            if (!Fits(field.Form.Kind, there.Type) && !(field.Values is not null && Fits(ValueKind.Text, there.Type)))
                yield return Error(field, $"{field.Name} is a {Word(field.Form.Kind)} and {field.RemoteField} is of the type {there.Type}; they do not fit.");
            else if (sends && there.IsRestrictedPicklist)
                yield return Warning(field, $"{field.RemoteField} takes only the values of its list: {string.Join(", ", there.PicklistValues.Where(value => value.IsActive).Select(value => value.Value).Take(12))}.");
        }

        if (org.Field(mapping.ExternalIdField) is not { } id)
            yield return new MappingFinding(true, null, $"{mapping.RemoteObject} has no field {mapping.ExternalIdField}, which holds this site's external id; create it as an external id, unique, and give access to it.");
        else if (!id.IsExternalId || !id.IsUnique)
            yield return new MappingFinding(false, null, $"{mapping.ExternalIdField} should be marked as external id and unique in Salesforce, so that no duplicate can be made.");
        foreach (var required in org.Fields.Where(field => field.IsRequired && mapping.Fields.All(mapped => !mapped.RemoteField.Equals(field.Name, StringComparison.OrdinalIgnoreCase) || mapped.Direction == Direction.FromSalesforce)
            && mapping.Parents.All(parent => !parent.RemoteField.Equals(field.Name, StringComparison.OrdinalIgnoreCase))))
            yield return new MappingFinding(false, null, $"Salesforce requires {required.Name} of a new {mapping.RemoteObject} and nothing is mapped to it: new records will fail.");
    }

    private static bool Fits(ValueKind kind, string type) => type switch
    {
        "boolean" => kind == ValueKind.Flag,
        "int" or "double" or "currency" or "percent" or "long" => kind == ValueKind.Number,
        "date" => kind is ValueKind.Date or ValueKind.Text,
        "datetime" => kind is ValueKind.Moment or ValueKind.Text,
        "time" or "reference" or "id" => kind == ValueKind.Text,
        "address" or "location" or "base64" => false,
        _ => kind is ValueKind.Text or ValueKind.Date or ValueKind.Moment,
    };

    private static string Word(ValueKind kind) => kind switch
    {
        ValueKind.Flag => "yes or no",
        ValueKind.Number => "number",
        ValueKind.Date => "date",
        ValueKind.Moment => "moment",
        _ => "text",
    };

    private static MappingFinding Error(FieldMapping field, string text) => new(true, field.Name, text);

    private static MappingFinding Warning(FieldMapping field, string text) => new(false, field.Name, text);
}
