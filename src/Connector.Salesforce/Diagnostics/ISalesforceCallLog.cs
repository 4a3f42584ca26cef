namespace Connector.Salesforce.Diagnostics;

/// <summary>Told of every call after it has ended. Register as many as are wanted; each must be quick and may be called by several threads at once.</summary>
public interface ISalesforceCallLog
{
    /// <summary>Takes one call. What it throws is logged and dropped: the log never fails a call.</summary>
    void Write(SalesforceCallEntry entry);
}
