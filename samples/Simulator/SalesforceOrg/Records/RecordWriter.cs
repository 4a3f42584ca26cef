using Simulator.SalesforceOrg.Formulas;
using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>Saves records the way the platform does: parents, defaults, flows, calculated fields, validation, duplicate rules, system fields.</summary>
internal static class RecordWriter
{
    public static OrgRow Create(OrgTransaction transaction, ObjectSchema type, RecordInput input)
    {
        if (input.Id is not null)
            throw new OrgException("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id");

        return type.Name == "Organization" ? throw new OrgException("INVALID_TYPE_FOR_OPERATION", "entity type Organization does not support create") : Save(transaction, type, input, null);
    }

    public static OrgRow Update(OrgTransaction transaction, ObjectSchema type, string id, RecordInput input) =>
        Save(transaction, type, input, Existing(transaction, type, id, forWriting: true));

    /// <summary>Updates the record with that external id, or creates it.</summary>
    public static (OrgRow Row, bool Created) Upsert(OrgTransaction transaction, ObjectSchema type, FieldSchema key, string value, RecordInput input, bool updateOnly)
    {
        var matches = Find(transaction, type, key, value);
        if (matches.Count > 1)
        {
            throw new OrgException("DUPLICATE_EXTERNAL_ID", $"{key.Name}: more than one record found for external id field: [{string.Join(", ", matches.Select(row => row.Id))}]")
            {
                HttpStatus = 300,
                Choices = [.. matches.Select(row => row.Id)],
            };
        }

        if (matches.Count == 1)
        {
            if (transaction.Data.HiddenRecords.Contains(matches[0].Id))
                throw new OrgException("DUPLICATE_VALUE", "duplicate value found: <unknown> duplicates value on record with id: <unknown>");

            return (Update(transaction, type, matches[0].Id, input), false);
        }

        if (updateOnly || key.Type == FieldType.Id)
            throw key.Type == FieldType.Id ? new OrgException("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id") { HttpStatus = 404 } : OrgException.NotFound();

        input.Values.Add((key, FieldValues.FromText(key, value)));
        return (Save(transaction, type, input, null), true);
    }

    /// <summary>The records with that external id, or that id; deleted ones do not count.</summary>
    public static IReadOnlyList<OrgRow> Find(OrgTransaction transaction, ObjectSchema type, FieldSchema key, string value)
    {
        if (key.Type != FieldType.Id)
            return FieldValues.FromText(key, value) is { } typed ? [.. transaction.Data.Table(type).FindBy(key, FieldValues.ToText(key, typed))] : [];

        return SalesforceIds.Normalize(value) is { } id && transaction.Find(type, id) is { IsDeleted: false } row ? [row] : [];
    }

    /// <summary>The record, or the error that says why there is none.</summary>
    public static OrgRow Existing(OrgTransaction transaction, ObjectSchema type, string id, bool forWriting = false)
    {
        if (SalesforceIds.Normalize(id) is not { } normal || !normal.StartsWith(type.KeyPrefix, StringComparison.Ordinal))
            throw new OrgException("MALFORMED_ID", $"{type.Label} ID: id value of incorrect type: {id}", "Id");

        var row = transaction.Find(type, normal);
        if (row is null || transaction.Data.HiddenRecords.Contains(normal))
            throw OrgException.NotFound();
        if (row.IsDeleted)
            throw new OrgException("ENTITY_IS_DELETED", "entity is deleted");
        if (forWriting && transaction.Data.ReadOnlyRecords.Contains(normal))
            throw new OrgException("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");

        return row;
    }

    private static OrgRow Save(OrgTransaction transaction, ObjectSchema type, RecordInput input, OrgRow? before)
    {
        CheckWritable(type, input, isNew: before is null);
        var values = before?.CopyValues(type.Width) ?? new object?[type.Width];
        foreach (var (field, value) in input.Values)
            values[field.Ordinal] = value is string id && field.Type == FieldType.Reference ? SalesforceIds.Normalize(id) ?? id : value;
        foreach (var parent in input.Parents)
            values[parent.Lookup.Ordinal] = ParentId(transaction, parent);

        var context = Context(transaction, type, values, before);
        if (before is null)
            SetDefaults(type, values, context);
        foreach (var flow in type.Flows.Where(flow => flow.Enabled && flow.Condition?.IsTrue(context) != false))
        {
            foreach (var (name, formula) in flow.Set)
            {
                if (type.Stored(name) is { } field)
                    values[field.Ordinal] = Typed(field, formula.Evaluate(context));
            }
        }

        foreach (var field in type.Calculated)
            values[field.Ordinal] = Typed(field, field.Calculated!.Evaluate(context));

        RecordValidation.Check(transaction, type, values, before, context);
        Stamp(transaction, type, values, before is null);
        var row = new OrgRow(type.Name, values);
        transaction.Put(row);
        return row;
    }

    private static void CheckWritable(ObjectSchema type, RecordInput input, bool isNew)
    {
        var readOnly = input.Values.Select(item => item.Field).Concat(input.Parents.Select(parent => parent.Lookup))
            .Where(field => isNew ? !field.Createable : !field.Updateable)
            .Select(field => field.Name).ToArray();
        if (readOnly.Length > 0)
        {
            throw new OrgException("INVALID_FIELD_FOR_INSERT_UPDATE",
                $"Unable to create/update fields: {string.Join(", ", readOnly)}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.", readOnly);
        }
    }

    private static string ParentId(OrgTransaction transaction, ParentReference parent)
    {
        var found = Find(transaction, parent.Parent, parent.Key, parent.Value);
        return found.Count switch
        {
            1 => found[0].Id,
            0 => throw new OrgException("INVALID_FIELD", $"Foreign key external ID: {parent.Value.ToLowerInvariant()} not found for field {parent.Key.Name} in entity {parent.Parent.Name}"),
            _ => throw new OrgException("INVALID_FIELD", $"Foreign key external ID: {parent.Value.ToLowerInvariant()} is not unique for field {parent.Key.Name} in entity {parent.Parent.Name}"),
        };
    }

    private static void SetDefaults(ObjectSchema type, object?[] values, FormulaContext context)
    {
        foreach (var field in type.Fields)
        {
            if (values[field.Ordinal] is not null || field.Calculated is not null)
                continue;
            if (field.Default is not null)
                values[field.Ordinal] = Typed(field, field.Default.Evaluate(context));
            else if (field.Picklist.FirstOrDefault(value => value.IsDefault) is { } preset)
                values[field.Ordinal] = preset.Value;
            if (field.Type == FieldType.Boolean)
                values[field.Ordinal] ??= FieldValues.False;
        }
    }

    private static void Stamp(OrgTransaction transaction, ObjectSchema type, object?[] values, bool isNew)
    {
        if (isNew)
        {
            values[SystemFields.Id] = transaction.Data.Table(type).NextId(type.KeyPrefix);
            values[SystemFields.IsDeleted] = FieldValues.False;
            values[SystemFields.CreatedDate] = transaction.Stamp;
            values[SystemFields.CreatedById] = transaction.Caller.UserId;
        }

        values[SystemFields.LastModifiedDate] = transaction.Stamp;
        values[SystemFields.LastModifiedById] = transaction.Caller.UserId;
        values[SystemFields.SystemModstamp] = transaction.Stamp;
    }

    private static FormulaContext Context(OrgTransaction transaction, ObjectSchema type, object?[] values, OrgRow? before) => new(
        path => Value(transaction, type, path, field => values[field.Ordinal]),
        path => before is null ? null : Value(transaction, type, path, field => before[field]),
        before is null,
        transaction.Now);

    private static object? Value(OrgTransaction transaction, ObjectSchema type, string path, Func<FieldSchema, object?> own)
    {
        if (path.Equals("$User.Id", StringComparison.OrdinalIgnoreCase))
            return transaction.Caller.UserId;

        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return type.Stored(path) is { } field ? own(field) : null;
        if (type.Relationship(path[..dot]) is not { } lookup || own(lookup) is not string id || transaction.Data.Schema.ByPrefix(id) is not { } parent)
            return null;

        return transaction.Find(parent, id) is { } row ? Value(transaction, parent, path[(dot + 1)..], field => row[field]) : null;
    }

    private static object? Typed(FieldSchema field, object? value) => value switch
    {
        null => field.Type == FieldType.Boolean ? FieldValues.False : null,
        string text => FieldValues.FromText(field, text),
        double number when field.IsNumber => Math.Round(number, Math.Clamp(field.Scale, 0, 15), MidpointRounding.AwayFromZero),
        DateTime moment when field.Type == FieldType.DateTime => FieldValues.ToSecond(moment),
        bool flag when field.Type == FieldType.Boolean => flag ? FieldValues.True : FieldValues.False,
        DateOnly when field.Type == FieldType.Date => value,
        _ => FieldValues.FromText(field, FormulaValues.Text(value)),
    };
}
