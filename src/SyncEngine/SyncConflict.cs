namespace SyncEngine;

/// <summary>One field of one record on which both sides have a value of their own, and which a person has to decide.</summary>
/// <param name="Mapping">The mapping's name.</param>
/// <param name="ExternalId">The record's external id.</param>
/// <param name="Field">The field's local name.</param>
/// <param name="RemoteField">Its Salesforce API name.</param>
/// <param name="Reason">Why it is asked, as a stable word: <c>conflict</c>, <c>differs</c> (at first contact), <c>flips</c> (it keeps going back and forth).</param>
/// <param name="Local">The site's value, in its stored form; null for null.</param>
/// <param name="Remote">Salesforce's value.</param>
/// <param name="BaseLocal">The site's value when both last agreed; null also when they never did.</param>
/// <param name="BaseRemote">Salesforce's value when both last agreed.</param>
/// <param name="LocalAt">When the site edited the record; null when nobody knows.</param>
/// <param name="RemoteAt">When Salesforce's record was modified.</param>
/// <param name="LocalCause">Who or what brought it up, as <c>origin:reference</c>.</param>
/// <param name="FoundAt">Since when it is open.</param>
public sealed record SyncConflict(
    string Mapping, string ExternalId, string Field, string RemoteField, string Reason, string? Local, string? Remote, string? BaseLocal, string? BaseRemote,
    DateTimeOffset? LocalAt, DateTimeOffset? RemoteAt, string LocalCause, DateTimeOffset FoundAt);
