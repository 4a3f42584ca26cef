namespace SyncEngine;

/// <summary>The site does not take a value that came from Salesforce. The message is shown to staff: plain words, no personal data.</summary>
public sealed class RemoteChangeRefusedException(string message, string? field = null, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The field at fault, or null.</summary>
    public string? Field { get; } = field;
}
