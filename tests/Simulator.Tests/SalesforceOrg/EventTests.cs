using Avro.Generic;
using Avro.IO;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Simulator.SalesforceOrg.Events.Wire;

namespace Simulator.Tests.SalesforceOrg;

/// <summary>Change events as a subscriber sees them, decoded by Apache's own Avro.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private const string Topic = "/data/ContactChangeEvent";
    private TestOrg _org = null!;
    private GrpcChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await TestOrg.StartAsync(configure: options => options.EventKeepAlive = TimeSpan.FromMilliseconds(300));
        _channel = GrpcChannel.ForAddress(_org.Host.GrpcAddress!);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _org.DisposeAsync();
    }

    private static Metadata Credentials(string token = TestOrg.Token) => new() { { "accesstoken", token }, { "instanceurl", "http://localhost" }, { "tenantid", "00D5g00000SiMuLEAV" } };

    private PubSub.PubSubClient Client => new(_channel);

    private async Task<AsyncDuplexStreamingCall<FetchRequest, FetchResponse>> SubscribeAsync(ReplayPreset preset, ByteString? replayId = null, int count = 100, string topic = Topic)
    {
        var call = Client.Subscribe(Credentials(), cancellationToken: TestContext.Current.CancellationToken);
        await call.RequestStream.WriteAsync(new FetchRequest { TopicName = topic, ReplayPreset = preset, ReplayId = replayId ?? ByteString.Empty, NumRequested = count }, TestContext.Current.CancellationToken);
        return call;
    }

    private static async Task<List<ConsumerEvent>> ReceiveAsync(AsyncDuplexStreamingCall<FetchRequest, FetchResponse> call, int count)
    {
        var events = new List<ConsumerEvent>();
        while (events.Count < count && await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            events.AddRange(call.ResponseStream.Current.Events);
        return events;
    }

    private async Task<GenericRecord> DecodeAsync(ConsumerEvent received)
    {
        var schema = Avro.Schema.Parse((await Client.GetSchemaAsync(new SchemaRequest { SchemaId = received.Event.SchemaId }, Credentials(), cancellationToken: TestContext.Current.CancellationToken)).SchemaJson);
        using var payload = new MemoryStream(received.Event.Payload.ToByteArray());
        var record = new GenericDatumReader<GenericRecord>(schema, schema).Read(null!, new BinaryDecoder(payload));
        payload.Position.Should().Be(payload.Length, "nothing may be left over");
        return record;
    }

    private static object? Header(GenericRecord record, string name) =>
        ((GenericRecord)record["ChangeEventHeader"])[name] is var value && value is GenericEnum symbol ? symbol.Value : value;

    [Fact]
    public async Task Create_update_and_delete_are_told_in_order_with_their_bitmaps()
    {
        using var call = await SubscribeAsync(ReplayPreset.Earliest);
        var created = await _org.PostAsync("sobjects/Contact", new { LastName = "Lovelace", FirstName = "Ada", Email = "ada@example.org", Renewal_Date__c = "2026-03-01", MailingCity = "London" }, ("Sforce-Call-Options", "client=portal"));
        var id = created.Json.GetProperty("id").GetString()!;
        await _org.PatchAsync($"sobjects/Contact/{id}", new { FirstName = "Augusta", Email = (string?)null, MailingPostalCode = "W1" });
        await _org.DeleteAsync($"sobjects/Contact/{id}");

        var events = await ReceiveAsync(call, 3);
        var (create, update, delete) = (await DecodeAsync(events[0]), await DecodeAsync(events[1]), await DecodeAsync(events[2]));

        Header(create, "changeType").Should().Be("CREATE");
        ((object[])Header(create, "recordIds")!).Should().Equal(id);
        Header(create, "changeOrigin").Should().Be("com/salesforce/api/rest/67.0;client=portal");
        ((GenericRecord)create["Name"])["LastName"].Should().Be("Lovelace");
        ((GenericRecord)create["MailingAddress"])["City"].Should().Be("London");
        create["Renewal_Date__c"].Should().Be(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());

        Header(update, "changeType").Should().Be("UPDATE");
        ((GenericRecord)update["Name"])["FirstName"].Should().Be("Augusta");
        ((GenericRecord)update["Name"])["LastName"].Should().BeNull("an unchanged field arrives null");
        var fields = ((Avro.RecordSchema)update.Schema).Fields.Select(field => field.Name).ToList();
        var changed = ((object[])Header(update, "changedFields")!).Cast<string>().ToList();
        Bits(changed[0]).Select(bit => fields[bit]).Should().Contain("Email").And.NotContain(["Phone", "Name"]);
        changed.Should().Contain($"{fields.IndexOf("Name")}-0x02").And.Contain($"{fields.IndexOf("MailingAddress")}-0x08");
        Bits((string)((object[])Header(update, "nulledFields")!).Single()).Select(bit => fields[bit]).Should().Equal("Email");

        Header(delete, "changeType").Should().Be("DELETE");
        delete["Email"].Should().BeNull();
    }

    private static IEnumerable<int> Bits(string bitmap)
    {
        var number = System.Numerics.BigInteger.Parse("0" + bitmap[2..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        return Enumerable.Range(0, bitmap.Length * 4).Where(bit => !(number >> bit).IsEven);
    }

    [Fact]
    public async Task Stream_resumes_after_a_replay_id_even_after_a_restart()
    {
        using var folder = new TemporaryFolder();
        ByteString replayId;
        await using (var org = await TestOrg.StartAsync(folder.Path))
        {
            await org.CreateAsync("Contact", new { LastName = "First" });
            await org.CreateAsync("Contact", new { LastName = "Second" });
            using var channel = GrpcChannel.ForAddress(org.Host.GrpcAddress!);
            using var call = new PubSub.PubSubClient(channel).Subscribe(Credentials(), cancellationToken: TestContext.Current.CancellationToken);
            await call.RequestStream.WriteAsync(new FetchRequest { TopicName = Topic, ReplayPreset = ReplayPreset.Earliest, NumRequested = 1 }, TestContext.Current.CancellationToken);
            replayId = (await ReceiveAsync(call, 1))[0].ReplayId;
        }

        await using var again = await TestOrg.StartAsync(folder.Path);
        using var channelAgain = GrpcChannel.ForAddress(again.Host.GrpcAddress!);
        using var resumed = new PubSub.PubSubClient(channelAgain).Subscribe(Credentials(), cancellationToken: TestContext.Current.CancellationToken);
        await resumed.RequestStream.WriteAsync(new FetchRequest { TopicName = Topic, ReplayPreset = ReplayPreset.Custom, ReplayId = replayId, NumRequested = 10 }, TestContext.Current.CancellationToken);
        var events = await ReceiveAsync(resumed, 1);

        var schema = Avro.Schema.Parse((await new PubSub.PubSubClient(channelAgain).GetSchemaAsync(new SchemaRequest { SchemaId = events[0].Event.SchemaId }, Credentials(), cancellationToken: TestContext.Current.CancellationToken)).SchemaJson);
        using var payload = new MemoryStream(events[0].Event.Payload.ToByteArray());
        var record = new GenericDatumReader<GenericRecord>(schema, schema).Read(null!, new BinaryDecoder(payload));
        ((GenericRecord)record["Name"])["LastName"].Should().Be("Second");
    }

    [Fact]
    public async Task No_more_events_come_than_were_asked_for()
    {
        using var call = await SubscribeAsync(ReplayPreset.Earliest, count: 2);
        for (var number = 0; number < 3; number++)
            await _org.CreateAsync("Contact", new { LastName = $"{number}" });
        await ReceiveAsync(call, 2);

        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeTrue();
        call.ResponseStream.Current.Events.Should().BeEmpty("that is a keep-alive");
        call.ResponseStream.Current.LatestReplayId.IsEmpty.Should().BeFalse();
        await call.RequestStream.WriteAsync(new FetchRequest { TopicName = Topic, NumRequested = 5 }, TestContext.Current.CancellationToken);
        (await ReceiveAsync(call, 1)).Should().HaveCount(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Bad_replay_id_is_refused_with_its_code(string replayId)
    {
        using var call = await SubscribeAsync(ReplayPreset.Custom, ByteString.CopyFromUtf8(replayId));

        var failure = (await FluentActions.Awaiting(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().ThrowAsync<RpcException>()).Which;

        failure.Trailers.GetValue("error-code").Should().Be(replayId.Length == 0
            ? "sfdc.platform.eventbus.grpc.subscription.fetch.replayid.validation.failed"
            : "sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted");
    }

    [Fact]
    public async Task Replay_id_expires_after_72_hours()
    {
        using var call = await SubscribeAsync(ReplayPreset.Earliest);
        await _org.CreateAsync("Contact", new { LastName = "Old" });
        var old = (await ReceiveAsync(call, 1))[0].ReplayId;
        await _org.CreateAsync("Contact", new { LastName = "Missed" });
        _org.Clock.Advance(TimeSpan.FromHours(73));
        await _org.CreateAsync("Contact", new { LastName = "New" });

        using var late = await SubscribeAsync(ReplayPreset.Custom, old);
        var failure = (await FluentActions.Awaiting(() => late.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().ThrowAsync<RpcException>()).Which;

        failure.Trailers.GetValue("error-code").Should().EndWith("replayid.corrupted");
    }

    [Fact]
    public async Task Strangers_and_unknown_topics_are_refused()
    {
        var stranger = (await FluentActions.Awaiting(async () => await Client.GetTopicAsync(new TopicRequest { TopicName = Topic }, Credentials("stranger"))).Should().ThrowAsync<RpcException>()).Which;
        var unknown = (await FluentActions.Awaiting(async () => await Client.GetTopicAsync(new TopicRequest { TopicName = "/data/Nonsense" }, Credentials())).Should().ThrowAsync<RpcException>()).Which;
        var known = await Client.GetTopicAsync(new TopicRequest { TopicName = Topic }, Credentials(), cancellationToken: TestContext.Current.CancellationToken);

        stranger.StatusCode.Should().Be(StatusCode.Unauthenticated);
        stranger.Trailers.GetValue("error-code").Should().Be("sfdc.platform.eventbus.grpc.service.auth.error");
        unknown.StatusCode.Should().Be(StatusCode.NotFound);
        known.CanSubscribe.Should().BeTrue();
        known.SchemaId.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Streams_are_cut_gaps_are_told_and_changes_are_lost_on_request()
    {
        using var call = await SubscribeAsync(ReplayPreset.Latest, topic: "/data/ChangeEvents");
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeTrue();
        await _org.PostAsync("/simulator/events/lose", new { changes = 1 });
        await _org.CreateAsync("Contact", new { LastName = "Lost" });
        await _org.PostAsync("/simulator/events/gap", new { type = "Contact", changeType = "GAP_UPDATE", recordIds = new[] { "0035g00000000001" } });

        var gap = await DecodeAsync((await ReceiveAsync(call, 1))[0]);
        await _org.PostAsync("/simulator/events/drop", "");
        var cut = (await FluentActions.Awaiting(async () =>
        {
            while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            {
            }
        }).Should().ThrowAsync<RpcException>()).Which;

        Header(gap, "changeType").Should().Be("GAP_UPDATE");
        cut.StatusCode.Should().Be(StatusCode.Unavailable);
        cut.Trailers.GetValue("error-code").Should().Be("sfdc.platform.eventbus.grpc.service.unavailable");
    }

    [Fact]
    public async Task Schema_of_old_events_stays_known_when_a_field_is_added()
    {
        using var call = await SubscribeAsync(ReplayPreset.Earliest);
        await _org.CreateAsync("Contact", new { LastName = "Old" });
        await _org.SendAsync(HttpMethod.Put, "/simulator/schema/Contact/fields/New__c", new { type = "string", length = 10 });
        await _org.CreateAsync("Contact", new { LastName = "New", New__c = "x" });

        var events = await ReceiveAsync(call, 2);

        events[0].Event.SchemaId.Should().NotBe(events[1].Event.SchemaId);
        (await DecodeAsync(events[0])).TryGetValue("New__c", out _).Should().BeFalse();
        (await DecodeAsync(events[1]))["New__c"].Should().Be("x");
    }
}
