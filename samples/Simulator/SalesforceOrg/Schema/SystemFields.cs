namespace Simulator.SalesforceOrg.Schema;

/// <summary>The fields that every object has, in the first places of every row.</summary>
internal static class SystemFields
{
    public const int Id = 0;
    public const int IsDeleted = 1;
    public const int CreatedDate = 2;
    public const int CreatedById = 3;
    public const int LastModifiedDate = 4;
    public const int LastModifiedById = 5;
    public const int SystemModstamp = 6;
    public const int MasterRecordId = 7;
    public const int Count = 8;

    /// <summary>Only these objects can be merged, and show the winner of a merge.</summary>
    public static bool IsMergeable(string name) => name is "Account" or "Contact" or "Lead";

    public static IEnumerable<FieldSchema> Of(string name)
    {
        yield return ReadOnly("Id", FieldType.Id, $"{name} ID") with { Length = 18, Nillable = false };
        yield return ReadOnly("IsDeleted", FieldType.Boolean, "Deleted") with { Nillable = false };
        yield return ReadOnly("CreatedDate", FieldType.DateTime, "Created Date") with { Nillable = false };
        yield return User("CreatedById", "Created By ID", "CreatedBy");
        yield return ReadOnly("LastModifiedDate", FieldType.DateTime, "Last Modified Date") with { Nillable = false };
        yield return User("LastModifiedById", "Last Modified By ID", "LastModifiedBy");
        yield return ReadOnly("SystemModstamp", FieldType.DateTime, "System Modstamp") with { Nillable = false };
        yield return ReadOnly("MasterRecordId", FieldType.Reference, "Master Record ID") with { Length = 18, ReferenceTo = [name], RelationshipName = "MasterRecord" };
    }

    private static FieldSchema ReadOnly(string name, FieldType type, string label) => new(name, type) { Label = label, Createable = false, Updateable = false };

    private static FieldSchema User(string name, string label, string relationship) =>
        ReadOnly(name, FieldType.Reference, label) with { Length = 18, Nillable = false, ReferenceTo = ["User"], RelationshipName = relationship };
}
