using Grpc.Core;

namespace Connector.Salesforce.Events.Tests;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private static readonly EventSubscription Contacts = new(EventTopic.Changes("Contact"));
    private static readonly byte[] Update = ContactEvents.Encode("UPDATE", record => record.Add("Email", "a@example.org"), changed: ["0x4"]);

    private FakePubSub _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakePubSub.StartAsync();
        _server.Schemas[ContactEvents.SchemaId] = ContactEvents.Schema;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Events_come_decoded_in_order_with_their_replay_ids()
    {
        _server.Then(async stream =>
        {
            await stream.SendAsync((1, ContactEvents.SchemaId, Update), (2, ContactEvents.SchemaId, Update));
            await stream.SilenceAsync();
        });

        var events = await TakeAsync(_server.Events(), Contacts, 2);

        events.Should().AllBeOfType<ChangeEvent>().And.OnlyContain(item => ((ChangeEvent)item).Changes.Text("Email") == "a@example.org");
        events.Select(item => item.ReplayId.ToByteArray().Single()).Should().Equal(1, 2);
        _server.SchemaRequests.Should().ContainSingle("a schema is asked for once");
        var stream = _server.Streams.Should().ContainSingle().Subject;
        stream.First.TopicName.Should().Be("/data/ContactChangeEvent");
        stream.Start.Should().Be("Latest");
        stream.Headers.Should().Contain("accesstoken", "token-1").And.Contain("instanceurl", "https://example.my.salesforce.com").And.Contain("tenantid", "00D000000000001EAA");
    }

    [Fact]
    public async Task Start_is_told_in_the_first_request()
    {
        var events = _server.Events();
        _server.Then(Single).Then(Single);

        await TakeAsync(events, Contacts with { Start = ReplayStart.Earliest }, 1);
        await TakeAsync(events, Contacts with { Start = ReplayStart.After(new ReplayId([1, 2, 255])) }, 1);

        _server.Streams.Select(stream => stream.Start).Should().Equal("Earliest", $"Custom {Convert.ToBase64String([1, 2, 255])}");

        static async Task Single(FakeStream stream)
        {
            await stream.SendAsync((1, ContactEvents.SchemaId, Update));
            await stream.SilenceAsync();
        }
    }

    [Fact]
    public async Task More_is_asked_for_only_as_events_are_dealt_with()
    {
        _server.Then(async stream =>
        {
            await stream.SendAsync([.. Enumerable.Range(1, 6).Select(id => ((byte)id, ContactEvents.SchemaId, Update))]);
            await stream.SilenceAsync();
        });
        using var end = new CancellationTokenSource();
        await using var reader = _server.Events().SubscribeAsync(Contacts with { EventsAhead = 10 }, end.Token).GetAsyncEnumerator(end.Token);

        for (var i = 0; i < 6; i++)
            (await reader.MoveNextAsync()).Should().BeTrue();
        var stream = _server.Streams.Single();
        stream.Asked.Should().Equal([10], "the sixth is not dealt with yet");
        var next = reader.MoveNextAsync().AsTask();
        await UntilAsync(() => stream.Asked.Count == 2);

        stream.Asked.Should().Equal(10, 6);
        stream.Pending.Should().Be(10);
        await end.CancelAsync();
        await FluentActions.Awaiting(() => next).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Broken_stream_is_opened_again_behind_the_last_event_that_was_dealt_with()
    {
        _server.Then(async stream =>
            {
                await stream.SendAsync((1, ContactEvents.SchemaId, Update), (2, ContactEvents.SchemaId, Update));
                throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
            })
            .Then(_ => throw FakePubSub.Error(StatusCode.Unavailable, "service.unavailable"))
            .Then(_ => Task.CompletedTask)
            .Then(async stream =>
            {
                await stream.SendAsync((3, ContactEvents.SchemaId, Update));
                await stream.SilenceAsync();
            });

        var events = await TakeAsync(_server.Events(), Contacts with { Start = ReplayStart.Earliest }, 3);

        events.Select(item => item.ReplayId.ToByteArray().Single()).Should().Equal(1, 2, 3);
        _server.Streams.Select(stream => stream.Start).Should().Equal("Earliest", "Custom Ag==", "Custom Ag==", "Custom Ag==");
        _server.Tokens.Given.Should().Be(1);
    }

    [Fact]
    public async Task Silent_stream_is_held_for_dead_and_keep_alives_keep_it()
    {
        _server.Then(async stream =>
            {
                await stream.KeepAliveAsync(5);
                await stream.SilenceAsync();
            })
            .Then(async stream =>
            {
                await stream.SendAsync((6, ContactEvents.SchemaId, Update));
                await stream.SilenceAsync();
            });
        var taking = TakeAsync(_server.Events(), Contacts, 2);
        await UntilAsync(() => _server.Streams.Count == 1);

        await UntilAsync(() =>
        {
            _server.Time.Advance(TimeSpan.FromSeconds(30));
            return taking.IsCompleted;
        });
        var events = await taking;

        events[0].Should().BeOfType<EventProgress>().Which.ReplayId.Should().Be(new ReplayId([5]));
        events[1].Should().BeOfType<ChangeEvent>();
        _server.Streams.Select(stream => stream.Start).Last().Should().Be("Custom BQ==");
    }

    [Fact]
    public async Task Stale_token_is_renewed_once_and_the_stream_goes_on()
    {
        _server.Then(_ => throw FakePubSub.Error(StatusCode.Unauthenticated, "service.auth.error"))
            .Then(async stream =>
            {
                await stream.SendAsync((1, ContactEvents.SchemaId, Update));
                throw FakePubSub.Error(StatusCode.Unauthenticated, "service.auth.error");
            })
            .Then(async stream =>
            {
                await stream.SendAsync((2, ContactEvents.SchemaId, Update));
                await stream.SilenceAsync();
            });

        await TakeAsync(_server.Events(), Contacts, 2);

        _server.Streams.Select(stream => stream.Headers["accesstoken"]).Should().Equal("token-1", "token-2", "token-3");
    }

    [Fact]
    public async Task New_token_refused_as_well_ends_the_subscription()
    {
        _server.Then(_ => throw FakePubSub.Error(StatusCode.Unauthenticated, "service.auth.error"))
            .Then(_ => throw FakePubSub.Error(StatusCode.Unauthenticated, "service.auth.error"));

        await _server.Events().Awaiting(it => TakeAsync(it, Contacts, 1)).Should().ThrowAsync<SalesforceAuthenticationException>();

        _server.Streams.Select(stream => stream.Headers["accesstoken"]).Distinct().Should().Equal("token-1", "token-2");
    }

    [Fact]
    public async Task Sign_in_that_is_refused_opens_no_stream()
    {
        _server.Tokens.Refuses = new SalesforceAuthenticationException("no");

        await _server.Events().Awaiting(it => TakeAsync(it, Contacts, 1)).Should().ThrowAsync<SalesforceAuthenticationException>();

        _server.Streams.Should().BeEmpty();
    }

    [Theory]
    [InlineData("subscription.fetch.replayid.corrupted")]
    [InlineData("subscription.fetch.replayid.validation.failed")]
    public async Task Replay_id_that_is_expired_or_corrupt_is_typed_and_latest_is_never_taken_instead(string code)
    {
        var stored = new ReplayId([9, 9]);
        _server.Then(_ => throw FakePubSub.Error(StatusCode.InvalidArgument, code));

        var failure = await _server.Events().Awaiting(it => TakeAsync(it, Contacts with { Start = ReplayStart.After(stored) }, 1)).Should().ThrowAsync<SalesforceReplayIdException>();

        failure.Which.ReplayId.Should().Be(stored);
        failure.Which.Topic.Should().Be("/data/ContactChangeEvent");
        failure.Which.ResumeFrom.Should().Be(ReplayStart.Earliest);
        failure.Which.RequestId.Should().Be("rpc-7");
        _server.Streams.Should().ContainSingle();
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, "subscription.limit.exceeded", typeof(SalesforceLimitException))]
    [InlineData(StatusCode.InvalidArgument, "subscription.fetch.requested.events.invalid", typeof(SalesforceException))]
    [InlineData(StatusCode.NotFound, "topic.not.found", typeof(SalesforceException))]
    [InlineData(StatusCode.PermissionDenied, "topic.no.access", typeof(SalesforceException))]
    public async Task Refusal_that_waiting_would_not_cure_ends_the_subscription(StatusCode status, string code, Type type)
    {
        _server.Then(_ => throw FakePubSub.Error(status, code));

        var failure = await _server.Events().Awaiting(it => TakeAsync(it, Contacts, 1)).Should().ThrowAsync<SalesforceException>();

        failure.Which.Should().BeOfType(type);
        _server.Streams.Should().ContainSingle();
    }

    [Fact]
    public async Task Event_that_cannot_be_decoded_is_told_and_the_stream_goes_on()
    {
        _server.Schemas["broken"] = "{}";
        _server.Then(async stream =>
        {
            await stream.SendAsync((1, ContactEvents.SchemaId, [1, 2, 3]), (2, "broken", Update), (3, ContactEvents.SchemaId, Update));
            await stream.SilenceAsync();
        });

        var events = await TakeAsync(_server.Events(), Contacts, 3);

        events.Select(item => item.GetType()).Should().Equal(typeof(UndecodableEvent), typeof(UndecodableEvent), typeof(ChangeEvent));
    }

    [Fact]
    public async Task Schema_that_cannot_be_had_now_brings_the_event_again()
    {
        _server.Schemas.Clear();
        _server.Then(async stream =>
            {
                await stream.SendAsync((1, ContactEvents.SchemaId, Update));
                await stream.SilenceAsync();
            })
            .Then(async stream =>
            {
                _server.Schemas[ContactEvents.SchemaId] = ContactEvents.Schema;
                await stream.SendAsync((1, ContactEvents.SchemaId, Update));
                await stream.SilenceAsync();
            });

        var events = await TakeAsync(_server.Events(), Contacts with { Start = ReplayStart.Earliest }, 1);

        events.Should().ContainSingle().Which.Should().BeOfType<ChangeEvent>();
        _server.Streams.Select(stream => stream.Start).Should().Equal("Earliest", "Earliest");
    }

    [Fact]
    public void Endpoint_without_TLS_is_refused() =>
        _server.Invoking(server => server.Events(options => options.Endpoint = new Uri("http://api.pubsub.salesforce.com"))).Should()
            .Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*Endpoint*https*");

    [Fact]
    public void Replay_id_reads_back_from_its_text()
    {
        var id = new ReplayId([0, 1, 254, 255]);

        ReplayId.Parse(id.ToString()).Should().Be(id);
        ReplayId.Parse(id.ToString()).ToByteArray().Should().Equal(0, 1, 254, 255);
        ReplayId.TryParse("not base 64!", null, out _).Should().BeFalse();
        ReplayId.TryParse("", null, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("Contact", "/data/ContactChangeEvent")]
    [InlineData("Foo__c", "/data/Foo__ChangeEvent")]
    public void Topic_of_an_object_is_known(string type, string topic) => EventTopic.Changes(type).Should().Be(topic);

    private static async Task<List<SalesforceEvent>> TakeAsync(ISalesforceEvents events, EventSubscription subscription, int count)
    {
        var taken = new List<SalesforceEvent>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        await foreach (var item in events.SubscribeAsync(subscription, limit.Token))
        {
            taken.Add(item);
            if (taken.Count == count)
                break;
        }

        return taken;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(60), "the condition should hold by now");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
