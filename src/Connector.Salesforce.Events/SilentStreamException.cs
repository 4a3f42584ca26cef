namespace Connector.Salesforce.Events;

/// <summary>A stream that said nothing for longer than keep-alives take, or ended without a reason.</summary>
internal sealed class SilentStreamException(string message) : Exception(message);
