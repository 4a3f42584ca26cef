using System.Runtime.CompilerServices;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Events.Decoding;
using Connector.Salesforce.Events.Diagnostics;
using Connector.Salesforce.Query;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Events;

internal sealed class EventsClient(string org, ISalesforceClient client, SalesforceEventsOptions options, ILogger logger, TimeProvider time) : ISalesforceEvents, IDisposable
{
    /// <summary>Stamps become visible when their transaction commits, which may be minutes after they were set.</summary>
    public static readonly TimeSpan BackfillOverlap = TimeSpan.FromMinutes(5);

    private readonly PubSubConnection _connection = new(client, options);

    public async IAsyncEnumerable<SalesforceEvent> SubscribeAsync(EventSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentException.ThrowIfNullOrWhiteSpace(subscription.Topic);
        if (subscription.EventsAhead is < 1 or > EventSubscription.MaxEventsAhead)
            throw new ArgumentOutOfRangeException(nameof(subscription), subscription.EventsAhead, "EventsAhead must be 1 to 100.");

        var position = subscription.Start;
        var attempt = 0;
        var isNewToken = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AccessToken? token = null;
            Exception? end = null;
            EventStream? stream = null;
            try
            {
                token = await client.Tokens.GetAsync(cancellationToken);
                stream = await EventStream.OpenAsync(_connection, subscription, position, token, options.SilenceLimit, time, cancellationToken);
                logger.Listening(subscription.Topic, org);
            }
            catch (Exception exception) when (IsStreamEnd(exception, cancellationToken))
            {
                end = exception;
            }

            await using (stream)
            {
                while (end is null)
                {
                    SalesforceEvent? next = null;
                    try
                    {
                        next = await stream!.NextAsync(cancellationToken);
                        (attempt, isNewToken) = (0, false);
                    }
                    catch (Exception exception) when (IsStreamEnd(exception, cancellationToken))
                    {
                        end = exception;
                        break;
                    }

                    if (next is UndecodableEvent broken)
                        logger.Undecodable(broken.Topic, broken.ReplayId, broken.SchemaId, broken.Reason);
                    if (next is not EventProgress || subscription.ReportsProgress)
                    {
                        EventsTelemetry.Handed(subscription.Topic, next.GetType().Name);
                        yield return next;
                    }

                    // Asked for the next one: this one is dealt with, and a new stream begins behind it.
                    position = ReplayStart.After(next.ReplayId);
                }
            }

            isNewToken = await DecideAsync(subscription.Topic, position, end!, token, isNewToken, cancellationToken);
            await PauseAsync(subscription.Topic, end!, attempt++, cancellationToken);
        }
    }

    public async IAsyncEnumerable<BackfilledRecord> BackfillAsync(
        string type, DateTimeOffset since, IReadOnlyCollection<string> fields, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var from = since - BackfillOverlap;
        string[] wanted = [.. fields.Concat(["Id", "IsDeleted", "SystemModstamp"]).Distinct(StringComparer.OrdinalIgnoreCase)];
        await foreach (var row in client.Query.QueryAllAsync(
            $"SELECT {wanted:name} FROM {type:name} WHERE SystemModstamp >= {from} ORDER BY SystemModstamp", cancellationToken))
        {
            yield return new BackfilledRecord(row, row.Text("IsDeleted") == "true", SalesforceDateTime.TryParse(row.Text("SystemModstamp"), out var at) ? at : from);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static bool IsStreamEnd(Exception exception, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested
        && exception is RpcException or IOException or HttpRequestException or OperationCanceledException or SilentStreamException or SalesforceTransportException;

    // Goes on, or throws what ends the subscription. True while the token is one that was renewed because it was refused, and has shown nothing yet.
    private async Task<bool> DecideAsync(string topic, ReplayStart position, Exception end, AccessToken? token, bool isNewToken, CancellationToken cancellationToken)
    {
        if (end is SalesforceTransportException { IsTransient: false } wrong)
            throw wrong;
        if (end is not RpcException rpc)
            return isNewToken;
        if (StreamFault.Final(topic, position, rpc) is { } final)
            throw final;
        if (!StreamFault.IsAuthentication(rpc))
            return isNewToken;
        if (isNewToken)
        {
            throw new SalesforceAuthenticationException(
                $"Salesforce refuses a new token for the Pub/Sub API as well ({StreamFault.Code(rpc)}): give the external client app the OAuth scope \"api\" and the integration user \"API Enabled\".");
        }

        if (token is not null)
            await client.Tokens.InvalidateAsync(token, cancellationToken);
        return true;
    }

    private async Task PauseAsync(string topic, Exception end, int attempt, CancellationToken cancellationToken)
    {
        var longest = Math.Min(options.MaxReconnectDelay.Ticks, options.ReconnectDelay.Ticks * Math.Pow(2, Math.Min(attempt, 30)));
        var delay = TimeSpan.FromTicks((long)(Random.Shared.NextDouble() * longest));
        var reason = end switch
        {
            RpcException rpc when StreamFault.Code(rpc) is { Length: > 0 } code => code,
            RpcException rpc => rpc.StatusCode.ToString(),
            _ => end.GetType().Name,
        };
        logger.Reconnecting(topic, reason, delay, attempt + 1);
        EventsTelemetry.Reconnected(topic, reason);
        await Task.Delay(delay, time, cancellationToken);
    }
}
