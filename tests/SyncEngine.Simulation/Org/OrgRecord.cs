namespace SyncEngine.Simulation.Org;

/// <summary>A record as it stands in the org.</summary>
internal sealed record OrgRecord(string Type, string Id, bool IsDeleted, string? MasterId, IReadOnlyDictionary<string, string?> Fields)
{
    public string? ExternalId => Fields.GetValueOrDefault("Portal_Id__c");
}
