namespace SyncEngine;

/// <summary>What may be mapped on the site's side.</summary>
/// <param name="Name">A property of the entity, or the name of an expression or constant in the site's code.</param>
/// <param name="Type">Its type in a word: text, number, yes or no, date, moment, id, choice, or computed.</param>
/// <param name="CanReceive">Whether a value from Salesforce can be written to it.</param>
public sealed record MappableProperty(string Name, string Type, bool CanReceive);
