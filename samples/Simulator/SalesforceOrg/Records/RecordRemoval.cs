using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Records;

/// <summary>Deletes into the recycle bin, restores from it, and merges.</summary>
internal static class RecordRemoval
{
    /// <summary>A soft delete: children that belong to the record go with it, others lose the look-up.</summary>
    public static void Delete(OrgTransaction transaction, ObjectSchema type, string id)
    {
        if (!type.IsDeletable)
            throw new OrgException("INVALID_TYPE_FOR_OPERATION", $"entity type {type.Name} does not support delete");

        var row = RecordWriter.Existing(transaction, type, id, forWriting: true);
        Put(transaction, type, row, values => values[SystemFields.IsDeleted] = true);
        foreach (var (child, field, childRow) in Children(transaction, type, row.Id))
        {
            if (field.CascadeDelete)
                Delete(transaction, child, childRow.Id);
            else
                Put(transaction, child, childRow, values => values[field.Ordinal] = null);
        }
    }

    /// <summary>Deletes for good, as a hard delete of the Bulk API does.</summary>
    public static void HardDelete(OrgTransaction transaction, ObjectSchema type, string id)
    {
        Delete(transaction, type, id);
        transaction.Remove(transaction.Find(type, SalesforceIds.Normalize(id)!)!);
    }

    /// <summary>Out of the recycle bin, with the children that went there along with it.</summary>
    public static OrgRow Undelete(OrgTransaction transaction, ObjectSchema type, string id)
    {
        var row = SalesforceIds.Normalize(id) is { } normal ? transaction.Find(type, normal) : null;
        if (row is null)
            throw OrgException.NotFound();
        if (!row.IsDeleted)
            throw new OrgException("UNDELETE_FAILED", "Entity is not in the recycle bin");
        if (row[SystemFields.MasterRecordId] is not null)
            throw new OrgException("UNDELETE_FAILED", "The record was merged into another and cannot be restored");

        var taken = type.Fields.FirstOrDefault(field => field.Unique && row[field] is { } value && transaction.Data.Table(type).FindBy(field, FieldValues.ToText(field, value)).Any());
        if (taken is not null)
            throw new OrgException("DUPLICATE_VALUE", $"duplicate value found: {taken.Name} duplicates value on another record");

        var deleted = row.SystemModstamp;
        row = Put(transaction, type, row, values => values[SystemFields.IsDeleted] = false);
        foreach (var (child, field) in transaction.Data.Schema.Children(type.Name).Where(item => item.Field.CascadeDelete).ToList())
        {
            foreach (var childRow in transaction.Data.Table(child).All.Where(other => other.IsDeleted && Equals(other[field], row.Id) && other.SystemModstamp == deleted).ToList())
                Undelete(transaction, child, childRow.Id);
        }

        return row;
    }

    /// <summary>The losers go to the recycle bin and point to the winner; their children move to it.</summary>
    public static OrgRow Merge(OrgTransaction transaction, ObjectSchema type, string winnerId, IEnumerable<string> loserIds)
    {
        if (!SystemFields.IsMergeable(type.Name))
            throw new OrgException("INVALID_OPERATION", $"{type.Name} records cannot be merged.");

        var winner = RecordWriter.Existing(transaction, type, winnerId);
        foreach (var loserId in loserIds)
        {
            var loser = RecordWriter.Existing(transaction, type, loserId);
            if (loser.Id == winner.Id)
                throw new OrgException("INVALID_ID_FIELD", "A record cannot be merged into itself.");

            foreach (var (child, field, childRow) in Children(transaction, type, loser.Id))
                Put(transaction, child, childRow, values => values[field.Ordinal] = winner.Id);
            Put(transaction, type, loser, values =>
            {
                values[SystemFields.IsDeleted] = true;
                values[SystemFields.MasterRecordId] = winner.Id;
            });
        }

        return Put(transaction, type, winner, _ => { });
    }

    private static List<(ObjectSchema Child, FieldSchema Field, OrgRow Row)> Children(OrgTransaction transaction, ObjectSchema type, string id) =>
    [
        .. from relation in transaction.Data.Schema.Objects.SelectMany(child => child.Fields.Where(field => field.ReferenceTo.Contains(type.Name) && !field.IsSystem), (Child, Field) => (Child, Field))
           from row in transaction.Data.Table(relation.Child).FindBy(relation.Field, id)
           select (relation.Child, relation.Field, row),
    ];

    private static OrgRow Put(OrgTransaction transaction, ObjectSchema type, OrgRow row, Action<object?[]> change)
    {
        var values = row.CopyValues(type.Width);
        change(values);
        values[SystemFields.LastModifiedDate] = transaction.Stamp;
        values[SystemFields.LastModifiedById] = transaction.Caller.UserId;
        values[SystemFields.SystemModstamp] = transaction.Stamp;
        var changed = new OrgRow(type.Name, values);
        transaction.Put(changed);
        return changed;
    }
}
