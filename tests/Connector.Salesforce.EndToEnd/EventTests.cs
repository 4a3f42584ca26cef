using System.Net.Http.Json;
using Connector.Salesforce.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Salesforce.EndToEnd;

/// <summary>Change events of an org that another hand built, encoded by that hand's own Avro writer.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private static readonly string Topic = EventTopic.Changes("Contact");

    private Org _org = null!;
    private ISalesforceEvents _events = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await Org.StartAsync(simulator => simulator.GrpcPort = 0, (builder, host) => builder.AddEvents(options =>
        {
            options.Endpoint = host.GrpcAddress;
            options.SilenceLimit = TimeSpan.FromMinutes(2);
            options.ReconnectDelay = TimeSpan.FromMilliseconds(20);
            options.MaxReconnectDelay = TimeSpan.FromMilliseconds(200);
        }));
        _events = _org.Services.GetRequiredService<ISalesforceEvents>();
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task Life_of_a_record_is_told_with_what_changed_and_nothing_else()
    {
        var id = (await _org.Client.Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = "Lee", ["FirstName"] = "Ann", ["Email"] = "ann@example.org", ["MailingCity"] = "Bern" })).Id!.Value;
        await _org.Client.Records.UpdateAsync(new SalesforceRecord("Contact") { Id = id, ["FirstName"] = "Anna", ["Email"] = null });
        await _org.Client.Records.DeleteAsync("Contact", id);

        var events = await TakeAsync(new EventSubscription(Topic) { Start = ReplayStart.Earliest, ReportsProgress = false }, 3);

        var changes = events.Should().AllBeOfType<ChangeEvent>().Subject.ToList();
        changes.Select(change => change.Type).Should().Equal(ChangeType.Create, ChangeType.Update, ChangeType.Delete);
        changes.Should().OnlyContain(change => change.Header.Ids.Single() == id && change.Header.IsFrom("Connector") && change.Header.EntityName == "Contact");
        changes[0].Changes.Text("LastName").Should().Be("Lee");
        changes[0].Changes.Text("MailingCity").Should().Be("Bern");
        changes[1].Changes.Text("FirstName").Should().Be("Anna");
        changes[1].Changes.Has("Email").Should().BeTrue();
        changes[1].Changes["Email"].Should().BeNull();
        changes[1].Changes.Has("LastName").Should().BeFalse("it did not change");
        changes[1].Changes.Has("MailingCity").Should().BeFalse("it did not change");
    }

    [Fact]
    public async Task Nothing_is_lost_when_streams_break_and_the_service_is_away()
    {
        await using var reader = _events.SubscribeAsync(new EventSubscription(Topic) { Start = ReplayStart.Earliest, ReportsProgress = false, EventsAhead = 3 }).GetAsyncEnumerator();
        var seen = new List<string?>();
        for (var round = 0; round < 4; round++)
        {
            await CreateAsync($"{round} before");
            await CreateAsync($"{round} after");
            await NextAsync();
            if (round == 2)
                await ControlAsync(HttpMethod.Put, "unavailable", new { on = true });
            await ControlAsync(HttpMethod.Post, "drop");
            await CreateAsync($"{round} while broken");
            if (round == 2)
                await ControlAsync(HttpMethod.Put, "unavailable", new { on = false });
            await NextAsync();
            await NextAsync();
        }

        seen.Should().Equal(Enumerable.Range(0, 4).SelectMany(round => new[] { $"{round} before", $"{round} after", $"{round} while broken" }));

        async Task NextAsync()
        {
            (await reader.MoveNextAsync()).Should().BeTrue();
            seen.Add(((ChangeEvent)reader.Current).Changes.Text("LastName"));
        }
    }

    [Fact]
    public async Task Expired_replay_id_is_told_and_the_backfill_finds_what_was_missed()
    {
        await CreateAsync("seen");
        var seen = (ChangeEvent)(await TakeAsync(new EventSubscription(Topic) { Start = ReplayStart.Earliest, ReportsProgress = false }, 1))[0];
        await CreateAsync("missed");
        await ControlAsync(HttpMethod.Post, "expire");

        var lost = (await FluentActions.Awaiting(() => TakeAsync(new EventSubscription(Topic) { Start = ReplayStart.After(seen.ReplayId) }, 1)).Should().ThrowAsync<SalesforceReplayIdException>()).Which;
        var missed = await _events.BackfillAsync("Contact", seen.Header.CommittedAt, ["LastName"]).ToListAsync();
        await CreateAsync("new");
        var resumed = await TakeAsync(new EventSubscription(Topic) { Start = lost.ResumeFrom, ReportsProgress = false }, 1);

        missed.Select(record => record.Record.Text("LastName")).Should().Contain("missed");
        ((ChangeEvent)resumed[0]).Changes.Text("LastName").Should().Be("new");
    }

    [Theory]
    [InlineData("GAP_UPDATE", GapType.Update)]
    [InlineData("GAP_OVERFLOW", GapType.Overflow)]
    public async Task Gap_is_told(string changeType, GapType type)
    {
        var id = await CreateAsync("gap");
        await ControlAsync(HttpMethod.Post, "gap", new { type = "Contact", changeType, recordIds = new[] { id.Value } });

        var events = await TakeAsync(new EventSubscription(Topic) { Start = ReplayStart.Earliest, ReportsProgress = false }, 2);

        events[1].Should().BeOfType<GapEvent>().Which.Type.Should().Be(type);
    }

    [Fact]
    public async Task Topic_that_is_not_there_is_refused() =>
        await FluentActions.Awaiting(() => TakeAsync(new EventSubscription("/data/NopeChangeEvent"), 1)).Should().ThrowAsync<SalesforceException>();

    private async Task<SalesforceId> CreateAsync(string name) => (await _org.Client.Records.CreateAsync(new SalesforceRecord("Contact") { ["LastName"] = name })).Id!.Value;

    private async Task<List<SalesforceEvent>> TakeAsync(EventSubscription subscription, int count)
    {
        var taken = new List<SalesforceEvent>();
        await foreach (var item in _events.SubscribeAsync(subscription))
        {
            taken.Add(item);
            if (taken.Count == count)
                break;
        }

        return taken;
    }

    private async Task ControlAsync(HttpMethod method, string what, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = _org.Host.Address };
        using var request = new HttpRequestMessage(method, $"/simulator/events/{what}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
