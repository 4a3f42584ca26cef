using Google.Protobuf;
using Grpc.Core;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Events.Wire;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Events;

/// <summary>The Pub/Sub API: topics, schemas, subscriptions. Publishing and managed subscriptions are not modelled.</summary>
internal sealed class PubSubService(ChangeFeed feed, SessionStore sessions, OrgIdentity identity, Records.OrgData data, EventFaults faults, DocumentStore store, SalesforceOrgOptions options) : PubSub.PubSubBase
{
    private const int MostAtOnce = 100;
    private const string CodePrefix = "sfdc.platform.eventbus.grpc.";

    public override Task<TopicInfo> GetTopic(TopicRequest request, ServerCallContext context)
    {
        Authenticate(context);
        var entity = Entity(request.TopicName);
        return Task.FromResult(new TopicInfo
        {
            TopicName = request.TopicName,
            TenantGuid = $"core/prod/{identity.OrganizationId}",
            CanPublish = false,
            CanSubscribe = true,
            SchemaId = entity is null ? "" : feed.Layout(data.Schema.Find(entity)!).Id,
            RpcId = Guid.NewGuid().ToString(),
        });
    }

    public override Task<SchemaInfo> GetSchema(SchemaRequest request, ServerCallContext context)
    {
        Authenticate(context);
        var json = feed.Schema(request.SchemaId) ?? throw Fault(StatusCode.NotFound, "schema.not.found", "The schema ID is not known.");
        return Task.FromResult(new SchemaInfo { SchemaJson = json, SchemaId = request.SchemaId, RpcId = Guid.NewGuid().ToString() });
    }

    public override async Task Subscribe(IAsyncStreamReader<FetchRequest> requestStream, IServerStreamWriter<FetchResponse> responseStream, ServerCallContext context)
    {
        Authenticate(context);
        if (!await requestStream.MoveNext(context.CancellationToken))
            return;

        var first = requestStream.Current;
        var subscription = new Subscription(Entity(first.TopicName), Start(first), first.TopicName);
        subscription.Ask(Requested(first));
        var dropped = faults.Dropped;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, dropped);
        var reading = ReadAsync(requestStream, subscription, over);
        try
        {
            await SendAsync(responseStream, subscription, over.Token);
        }
        catch (OperationCanceledException)
        {
        }

        await over.CancelAsync();
        await reading;
        if (dropped.IsCancellationRequested)
            throw Fault(StatusCode.Unavailable, "service.unavailable", "The service is temporarily unavailable.");
    }

    public override Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context) =>
        throw new RpcException(new Status(StatusCode.Unimplemented, "The simulator does not model publishing."));

    public override Task PublishStream(IAsyncStreamReader<PublishRequest> requestStream, IServerStreamWriter<PublishResponse> responseStream, ServerCallContext context) =>
        throw new RpcException(new Status(StatusCode.Unimplemented, "The simulator does not model publishing."));

    public override Task ManagedSubscribe(IAsyncStreamReader<ManagedFetchRequest> requestStream, IServerStreamWriter<ManagedFetchResponse> responseStream, ServerCallContext context) =>
        throw new RpcException(new Status(StatusCode.Unimplemented, "The simulator does not model managed subscriptions."));

    private static async Task ReadAsync(IAsyncStreamReader<FetchRequest> requests, Subscription subscription, CancellationTokenSource over)
    {
        try
        {
            while (await requests.MoveNext(over.Token))
            {
                if (requests.Current.TopicName.Length > 0 && requests.Current.TopicName != subscription.Topic)
                    subscription.Fail(Fault(StatusCode.InvalidArgument, "subscription.fetch.topic.name.invalid", "The topic of a subscription cannot change."));
                else if (requests.Current.NumRequested <= 0)
                    subscription.Fail(Fault(StatusCode.InvalidArgument, "subscription.fetch.requested.events.invalid", "The number of requested events must be positive."));
                else
                    subscription.Ask(requests.Current.NumRequested);
            }

            subscription.EndOfRequests();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or RpcException)
        {
            subscription.EndOfRequests();
        }
    }

    private async Task SendAsync(IServerStreamWriter<FetchResponse> responses, Subscription subscription, CancellationToken over)
    {
        while (true)
        {
            var (more, asked) = (feed.More, subscription.Changed);
            if (subscription.Failure is { } failure)
                throw failure;
            if (subscription.HasEnded && subscription.Pending == 0)
                return;

            var events = faults.IsSilent || subscription.Pending == 0 ? [] : feed.After(subscription.Place, subscription.Entity, Math.Min(MostAtOnce, subscription.Pending));
            if (events.Count == 0)
            {
                var change = Task.WhenAny(more, asked);
                if (await Task.WhenAny(change, Task.Delay(options.EventKeepAlive, TimeProvider.System, over)) != change)
                {
                    over.ThrowIfCancellationRequested();
                    if (!faults.IsSilent)
                        await responses.WriteAsync(Response(subscription, [], feed.Last), over);
                }

                over.ThrowIfCancellationRequested();
                continue;
            }

            subscription.Sent(events.Count, events[^1].Sequence);
            await store.FlushAsync();
            await responses.WriteAsync(Response(subscription, events, events[^1].Sequence), over);
        }
    }

    private static FetchResponse Response(Subscription subscription, IReadOnlyList<StoredEvent> events, long latest) => new()
    {
        Events =
        {
            events.Select(item => new ConsumerEvent
            {
                Event = new ProducerEvent { Id = item.Id, SchemaId = item.SchemaId, Payload = ByteString.CopyFrom(item.Payload) },
                ReplayId = ByteString.CopyFrom(ChangeFeed.ReplayId(item.Sequence)),
            }),
        },
        LatestReplayId = ByteString.CopyFrom(ChangeFeed.ReplayId(latest)),
        RpcId = Guid.NewGuid().ToString(),
        PendingNumRequested = subscription.Pending,
    };

    private long Start(FetchRequest request) => request.ReplayPreset switch
    {
        ReplayPreset.Latest => feed.Last,
        ReplayPreset.Earliest => feed.BeforeOldest(),
        _ when request.ReplayId.IsEmpty => throw Fault(StatusCode.InvalidArgument, "subscription.fetch.replayid.validation.failed", "The Replay ID validation failed. Ensure that the Replay ID is valid."),
        _ => feed.Place(request.ReplayId.Span) ?? throw Fault(StatusCode.InvalidArgument, "subscription.fetch.replayid.corrupted", "The replay ID is corrupted, or its event is no longer kept."),
    };

    private static int Requested(FetchRequest request) => request.NumRequested > 0
        ? request.NumRequested
        : throw Fault(StatusCode.InvalidArgument, "subscription.fetch.requested.events.invalid", "The number of requested events must be positive.");

    // Null for the topic of all changes.
    private string? Entity(string topic)
    {
        if (topic == "/data/ChangeEvents")
            return null;

        return data.Schema.Objects.FirstOrDefault(type => topic == $"/data/{EventLayout.EventName(type.Name)}" && feed.IsCaptured(type.Name))?.Name
            ?? throw Fault(StatusCode.NotFound, "topic.not.found", $"Topic {topic} is not found, or change data capture is not enabled for its object.");
    }

    private void Authenticate(ServerCallContext context)
    {
        if (faults.IsUnavailable)
            throw Fault(StatusCode.Unavailable, "service.unavailable", "The service is temporarily unavailable.");

        var tenant = context.RequestHeaders.GetValue("tenantid") ?? "";
        var token = context.RequestHeaders.GetValue("accesstoken") ?? "";
        if (string.IsNullOrEmpty(context.RequestHeaders.GetValue("instanceurl")) || Records.SalesforceIds.Normalize(tenant) != identity.OrganizationId || !sessions.Use(token))
            throw Fault(StatusCode.Unauthenticated, "service.auth.error", "An authentication error occurred. Provide valid authentication metadata.");
    }

    private static RpcException Fault(StatusCode status, string code, string message) =>
        new(new Status(status, message), new Metadata { { "error-code", CodePrefix + code }, { "rpc-id", Guid.NewGuid().ToString() } });
}
