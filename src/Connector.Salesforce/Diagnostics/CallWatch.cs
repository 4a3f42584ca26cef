using System.Diagnostics;
using Connector.Salesforce.Http;
using Connector.Salesforce.RateLimiting;

namespace Connector.Salesforce.Diagnostics;

/// <summary>One call while it runs; disposing it writes it down.</summary>
internal sealed class CallWatch(CallObserver observer, SalesforceCall call, DateTimeOffset startedAt, long started, Activity? activity) : IDisposable
{
    private readonly List<CallState> _sendings = [];
    private string _outcome = "ok";
    private int? _status;
    private string? _requestId;
    private ApiUsage? _usage;

    public long Started { get; } = started;

    public bool WasSent => _sendings.Exists(sending => sending.Attempts > 0);

    public void Sending(CallState state) => _sendings.Add(state);

    public void Answered(HttpResponseMessage response, ApiUsage? usage)
    {
        _status = (int)response.StatusCode;
        _requestId = ErrorAnswer.RequestId(response);
        _usage = usage;
    }

    public SalesforceException Failed(SalesforceException exception)
    {
        _outcome = exception.ErrorCode
            ?? (exception as SalesforceTransportException)?.Failure.ToString()
            ?? (exception as SalesforceAuthenticationException)?.TokenError
            ?? exception.GetType().Name;
        return exception;
    }

    public void Canceled() => _outcome = "canceled";

    public SalesforceCallEntry Entry(string org, TimeSpan duration) => new(org, call.Operation, call.LogPath, startedAt, duration)
    {
        Method = call.Method.Method,
        ObjectType = call.Object,
        Count = call.Count,
        Outcome = _outcome,
        Status = _status,
        Attempts = _sendings.Sum(sending => sending.Attempts),
        RequestId = _requestId,
        Usage = _usage,
    };

    public void Dispose()
    {
        observer.Ended(this, activity);
        activity?.Dispose();
    }
}
