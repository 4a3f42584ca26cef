namespace SyncEngine;

/// <summary>What a draft would do with one field.</summary>
/// <param name="Field">Its local name.</param>
/// <param name="Sends">Records whose value would go to Salesforce.</param>
/// <param name="Receives">Records whose value would come to the site.</param>
/// <param name="Asks">Records for which a person would be asked.</param>
/// <param name="Examples">A few of them: the record's key, the site's value, Salesforce's value.</param>
public sealed record MappingTrialField(string Field, int Sends, int Receives, int Asks, IReadOnlyList<(Model.WorkKey Key, string? Local, string? Remote)> Examples);
