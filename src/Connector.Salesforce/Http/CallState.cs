namespace Connector.Salesforce.Http;

/// <summary>Rides on a request through the HTTP handlers, so that they know what the call is and can tell what they did.</summary>
internal sealed class CallState(SalesforceCall call, bool buffers)
{
    public static readonly HttpRequestOptionsKey<CallState> Key = new("Connector.Salesforce");

    public SalesforceCall Call { get; } = call;

    /// <summary>Whether the answer is read whole by the handlers; false for streams.</summary>
    public bool Buffers { get; } = buffers;

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>Whether one of the sendings may have been carried out without an answer that says so.</summary>
    public bool MayHaveExecuted { get; set; }

    public static CallState? Of(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var state) ? state : null;
}
