using System.Net;
using System.Text.RegularExpressions;
using SyncEngine.Simulation.Histories;
using SyncEngine.Simulation.Hosting;

namespace SyncEngine.Simulation.Org;

/// <summary>
/// The network between one host and the org. A request that is under way arrives whatever becomes of its sender; an answer reaches only a
/// host that lives and still waits.
/// </summary>
internal sealed partial class OrgWire(World world, SimulatedHost host) : HttpMessageHandler
{
    public const string Token = "00D!simulation";
    public static readonly Uri Address = new("https://simulation.example/");

    private readonly Dictionary<string, DateTimeOffset> _seen = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (call, fault) = world.Wire.Next();
        var sent = Capture(request, call);
        var answer = new TaskCompletionSource<HttpResponseMessage>();

        // As an event of its own: within the canceller's context the waiting libraries would hop to the thread pool.
        cancellationToken.Register(() => world.Scheduler.At(world.Scheduler.Now, host, () => answer.TrySetCanceled(cancellationToken)));
        if (world.IsHealed)
            fault = null;
        if (fault is not null)
            world.Wire.Befall(host, answer.Task);
        world.Tell($"{sent}{(fault is null ? "" : $" !! {fault}")}{(world.IsVerbose && sent.Body.Length > 0 ? $"\n              {System.Text.Encoding.UTF8.GetString(sent.Body)}" : "")}");
        void Refuse(WireAnswer result) => Later(() => answer.TrySetResult(Heard(sent, result).ToResponse()));

        switch (fault?.Kind)
        {
            case null:
                Carry(sent, world.WireLatency(), result => Answer(answer, sent, result));
                break;
            case CallFaultKind.Unavailable:
                Refuse(WireAnswer.Error(503, "SERVER_UNAVAILABLE", "The server is unavailable."));
                break;
            case CallFaultKind.ServerError:
                Refuse(WireAnswer.Error(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."));
                break;
            case CallFaultKind.DailyLimit:
                Refuse(WireAnswer.Error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
                break;
            case CallFaultKind.ConcurrentLimit:
                Refuse(WireAnswer.Error(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."));
                break;
            case CallFaultKind.TooMany:
                Refuse(WireAnswer.Error(429, "REQUEST_LIMIT_EXCEEDED", "Too many requests.") with { Headers = [("Retry-After", "3")] });
                break;
            case CallFaultKind.RowLock:
                Refuse(WireAnswer.Error(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record"));
                break;
            case CallFaultKind.Expired:
                Refuse(WireAnswer.Error(401, "INVALID_SESSION_ID", "Session expired or invalid"));
                break;
            case CallFaultKind.HtmlUnavailable:
                Refuse(WireAnswer.Html(503));
                break;
            case CallFaultKind.Html:
                Refuse(WireAnswer.Html(200));
                break;
            case CallFaultKind.NotConnected:
                Break(answer, HttpRequestError.ConnectionError);
                break;
            case CallFaultKind.TimesOutBefore:
                break;
            case CallFaultKind.ServerErrorAfter:
                Carry(sent, world.WireLatency(), _ => Refuse(WireAnswer.Error(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.")));
                break;
            case CallFaultKind.HtmlAfter:
                Carry(sent, world.WireLatency(), _ => Refuse(WireAnswer.Html(200)));
                break;
            case CallFaultKind.ResetAfter:
                Carry(sent, world.WireLatency(), _ => Break(answer, HttpRequestError.ResponseEnded));
                break;
            case CallFaultKind.Truncated:
                Carry(sent, world.WireLatency(), result => Later(() => answer.TrySetResult(result.ToResponse(isTruncated: true))));
                break;
            case CallFaultKind.TimesOutAfter:
                Carry(sent, world.WireLatency(), _ => { });
                break;
            case CallFaultKind.LandsLate:
                Break(answer, HttpRequestError.ResponseEnded);
                Carry(sent, fault.Delay, _ => world.Tell($"{sent} landed late"));
                break;
            case CallFaultKind.PartialBatch:
                Carry(sent, world.WireLatency(), result => Answer(answer, sent, result), isPartial: true);
                break;
        }

        return answer.Task;
    }

    private void Carry(WireRequest request, TimeSpan after, Action<WireAnswer> then, bool isPartial = false)
    {
        world.Wire.UnderWay++;
        world.Scheduler.At(world.Scheduler.Now + after, () =>
        {
            world.Wire.UnderWay--;
            then(isPartial && request.IsCollection ? PartialBatch.Execute(world, request) : world.Org.Execute(request));
        });
    }

    private void Answer(TaskCompletionSource<HttpResponseMessage> answer, WireRequest request, WireAnswer result)
    {
        var readAt = world.Scheduler.Now;
        Later(() =>
        {
            if (request.IsRead)
            {
                foreach (Match id in RecordId().Matches(System.Text.Encoding.UTF8.GetString(result.Body)))
                {
                    _seen[id.Value] = readAt;
                    if (!request.IsPoll)
                        world.Wire.Reads.Add((host.Name, id.Value, readAt));
                }
            }

            world.Tell($"  answer to call {request.Call}: {result.Status}{(world.IsVerbose ? $" {System.Text.Encoding.UTF8.GetString(result.Body)}" : "")}");
            answer.TrySetResult(Heard(request, result).ToResponse());
        });
    }

    private WireAnswer Heard(WireRequest request, WireAnswer result) => world.Mutation?.Answer is { } mutate ? mutate(request, result) : result;

    private void Break(TaskCompletionSource<HttpResponseMessage> answer, HttpRequestError error) =>
        Later(() => answer.TrySetException(new HttpRequestException(error, "The connection broke.", new HttpIOException(error))));

    private void Later(Action action) => world.Scheduler.At(world.Scheduler.Now + world.WireLatency(), host, action);

    private WireRequest Capture(HttpRequestMessage request, int call)
    {
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => (header.Key, string.Join(", ", header.Value))).ToList();
        var body = request.Content?.ReadAsByteArrayAsync().GetAwaiter().GetResult() ?? [];
        return new WireRequest(call, host.Name, request.Method.Method, request.RequestUri!.PathAndQuery, headers, body, world.Scheduler.Now, new Dictionary<string, DateTimeOffset>(_seen));
    }

    [GeneratedRegex("\\b00[13][A-Za-z0-9]{15}\\b")]
    private static partial Regex RecordId();
}
