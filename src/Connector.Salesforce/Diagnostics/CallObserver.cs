using System.Diagnostics;
using Connector.Salesforce.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Diagnostics;

/// <summary>Sees every call of one org and tells the log, the trace, the meter and the site's call logs.</summary>
internal sealed class CallObserver(string org, IEnumerable<ISalesforceCallLog> logs, ILogger logger, TimeProvider time)
{
    private readonly ISalesforceCallLog[] _logs = [.. logs];

    public CallWatch Start(SalesforceCall call) => new(this, call, time.GetUtcNow(), time.GetTimestamp(), SalesforceTelemetry.StartActivity(org, call));

    internal void Ended(CallWatch watch, Activity? activity)
    {
        var entry = watch.Entry(org, time.GetElapsedTime(watch.Started));
        SalesforceTelemetry.Record(entry, activity);
        logger.Called(entry.Operation, entry.Method, entry.Path, entry.Outcome, entry.Status, entry.Attempts, entry.Duration.TotalMilliseconds, entry.RequestId);
        foreach (var log in _logs)
        {
            try
            {
                log.Write(entry);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                logger.CallLogFailed(log.GetType().Name, exception);
            }
        }
    }
}
