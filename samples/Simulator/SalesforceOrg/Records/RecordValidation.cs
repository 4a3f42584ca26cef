using System.Globalization;
using System.Text.RegularExpressions;
using Simulator.SalesforceOrg.Formulas;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>The platform's checks on a save, in its order: required fields, each field's own, look-ups, unique values, validation rules, duplicate rules.</summary>
internal static partial class RecordValidation
{
    public static void Check(OrgTransaction transaction, ObjectSchema type, object?[] values, OrgRow? before, FormulaContext context)
    {
        var missing = type.Fields.Where(field => field.IsRequired && values[field.Ordinal] is null).Select(field => field.Name).ToArray();
        if (missing.Length > 0)
            throw new OrgException("REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", missing)}]", missing);

        // A value that the save does not touch is not judged again.
        var changed = type.Fields.Where(field => !field.IsSystem && values[field.Ordinal] is { } value && !value.Equals(before?[field])).ToList();
        ThrowIfAny(changed.Select(field => CheckField(field, values[field.Ordinal]!)));
        ThrowIfAny(changed.Where(field => field.Type == FieldType.Reference).Select(field => CheckLookup(transaction, type, field, (string)values[field.Ordinal]!)));
        ThrowIfAny(changed.Where(field => field.Unique).Select(field => CheckUnique(transaction, type, field, values[field.Ordinal]!, before)));
        ThrowIfAny(type.ValidationRules.Where(rule => rule.Enabled && rule.Condition.IsTrue(context))
            .Select(rule => new OrgError("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.Message, rule.Field is null ? [] : [rule.Field])));
        CheckDuplicates(transaction, type, values, before);
    }

    private static void ThrowIfAny(IEnumerable<OrgError?> errors)
    {
        var found = errors.OfType<OrgError>().ToArray();
        if (found.Length > 0)
            throw new OrgException(found);
    }

    private static OrgError? CheckField(FieldSchema field, object value)
    {
        if (value is string text)
        {
            if (field.Type == FieldType.Picklist && field.RestrictedPicklist && !field.Picklist.Any(item => item.Active && item.Value.Equals(text, StringComparison.OrdinalIgnoreCase)))
                return BadPicklistValue(field, text);
            if (field.Type == FieldType.MultiPicklist && field.RestrictedPicklist && text.Split(';').FirstOrDefault(part => !field.Picklist.Any(item => item.Active && item.Value == part)) is { } bad)
                return BadPicklistValue(field, bad);
            if (field.Type != FieldType.Reference && field.Length > 0 && text.Length > field.Length)
                return new OrgError("STRING_TOO_LONG", $"{field.Title}: data value too large: {text} (max length={field.Length})", field.Name);
            if (field.Type == FieldType.Email && !Email().IsMatch(text))
                return new OrgError("INVALID_EMAIL_ADDRESS", $"{field.Title}: invalid email address: {text}", field.Name);
        }

        var limit = Math.Pow(10, Math.Max(1, field.Precision - field.Scale));
        return value is double number && Math.Abs(number) >= limit
            ? new OrgError("NUMBER_OUTSIDE_VALID_RANGE", $"{field.Title}: value outside of valid range on numeric field: {number.ToString("R", CultureInfo.InvariantCulture)}", field.Name)
            : null;
    }

    private static OrgError BadPicklistValue(FieldSchema field, string value) =>
        new("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", $"{field.Title}: bad value for restricted picklist field: {value}", field.Name);

    private static OrgError? CheckLookup(OrgTransaction transaction, ObjectSchema type, FieldSchema field, string id)
    {
        if (SalesforceIds.Normalize(id) is null || transaction.Data.Schema.ByPrefix(id) is not { } parent || !field.ReferenceTo.Contains(parent.Name))
            return new OrgError("MALFORMED_ID", $"{field.Title}: id value of incorrect type: {id}", field.Name);

        var row = transaction.Find(parent, id);
        if (row is null || transaction.Data.HiddenRecords.Contains(id))
            return new OrgError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.Name);
        return row.IsDeleted ? new OrgError("ENTITY_IS_DELETED", "entity is deleted", field.Name) : null;
    }

    private static OrgError? CheckUnique(OrgTransaction transaction, ObjectSchema type, FieldSchema field, object value, OrgRow? before)
    {
        var other = transaction.Data.Table(type).FindBy(field, FieldValues.ToText(field, value)).FirstOrDefault(row => row.Id != before?.Id);
        if (other is null)
            return null;

        return transaction.Data.HiddenRecords.Contains(other.Id)
            ? new OrgError("DUPLICATE_VALUE", "duplicate value found: <unknown> duplicates value on record with id: <unknown>")
            : new OrgError("DUPLICATE_VALUE", $"duplicate value found: {field.Name} duplicates value on record with id: {other.Id[..15]}");
    }

    private static void CheckDuplicates(OrgTransaction transaction, ObjectSchema type, object?[] values, OrgRow? before)
    {
        foreach (var rule in type.DuplicateRules.Where(rule => rule.Enabled))
        {
            if (rule.AllowSave && transaction.Caller.AllowDuplicates)
                continue;

            var fields = rule.Match.Select(type.Stored).OfType<FieldSchema>().ToList();
            if (fields.Exists(field => values[field.Ordinal] is null) || (before is not null && fields.TrueForAll(field => Equals(values[field.Ordinal], before[field]))))
                continue;

            var ids = transaction.Data.Table(type).All
                .Where(row => !row.IsDeleted && row.Id != before?.Id && fields.TrueForAll(field => Same(row[field], values[field.Ordinal])))
                .Select(row => row.Id).ToList();
            if (ids.Count > 0)
            {
                throw new OrgException("DUPLICATES_DETECTED", "Use one of these records?")
                {
                    Duplicates = new DuplicateMatch(rule.Name, type.Name, $"{rule.Name}_Matching", ids, rule.AllowSave),
                };
            }
        }
    }

    private static bool Same(object? left, object? right) =>
        left is string a && right is string b ? a.Equals(b, StringComparison.OrdinalIgnoreCase) : Equals(left, right);

    [GeneratedRegex(@"\A[^\s@<>(),;:\\""]+@[^\s@<>(),;:\\""]+\.[^\s@<>(),;:\\"".]+\z")]
    private static partial Regex Email();
}
