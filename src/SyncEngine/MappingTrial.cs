namespace SyncEngine;

/// <summary>What a draft would do: planned on records as both sides have them now, nothing sent and nothing written.</summary>
/// <param name="Linked">How many records are linked.</param>
/// <param name="Looked">How many of them were looked at, the latest synced first.</param>
/// <param name="Unchanged">Of those: already in agreement.</param>
/// <param name="Sends">Of those: something would go to Salesforce.</param>
/// <param name="Receives">Of those: something would come to the site.</param>
/// <param name="Asks">Of those: a person would be asked.</param>
/// <param name="Stops">Of those: could not be planned, such as waiting for a parent or gone on one side.</param>
/// <param name="Fields">Per field, how many records would change; fields without any are left out.</param>
/// <param name="Calls">API calls that bringing all linked records into agreement would take, estimated from those that were looked at.</param>
public sealed record MappingTrial(
    long Linked, int Looked, int Unchanged, int Sends, int Receives, int Asks, int Stops, IReadOnlyList<MappingTrialField> Fields, long Calls);
