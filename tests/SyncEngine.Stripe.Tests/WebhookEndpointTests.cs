using System.Text;
using Connector.Stripe.Webhooks;
using SyncEngine.Model;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Tests;

public sealed class WebhookEndpointTests
{
    private const string Event = """{"id":"evt_1","object":"event","api_version":null,"created":1764072000,"type":"customer.updated","livemode":false,"data":{"object":{"id":"cus_nobody","object":"customer"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_is_not_Stripes_gets_a_4xx_with_a_reason_and_leaves_nothing()
    {
        await using var site = await TestSite.StartAsync();
        var now = site.Clock.GetUtcNow();
        var bytes = Encoding.UTF8.GetBytes(Event);
        var deep = $$"""{"id":"evt_1","object":"event","type":"a.b","data":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";
        (string What, byte[] Body, string? Signature, string Type, int Status)[] rows =
        [
            ("no header", bytes, null, "application/json", 400),
            ("nonsense for a header", bytes, "nonsense", "application/json", 400),
            ("forged", bytes, WebhookSignature.Sign(bytes, "whsec_wrong", now), "application/json", 400),
            ("stale", bytes, WebhookSignature.Sign(bytes, TestSite.Secret, now.AddMinutes(-6)), "application/json", 400),
            ("from the future", bytes, WebhookSignature.Sign(bytes, TestSite.Secret, now.AddMinutes(6)), "application/json", 400),
            ("signed, not JSON", [1, 2, 3], "", "application/json", 400),
            ("signed, nothing", [], "", "application/json", 400),
            ("signed, no event", Encoding.UTF8.GetBytes("{}"), "", "application/json", 400),
            ("signed, too deep", Encoding.UTF8.GetBytes(deep), "", "application/json", 400),
            ("another content type", bytes, "", "text/plain", 415),
            ("a form", bytes, "", "application/x-www-form-urlencoded", 415),
            ("no content type", bytes, "", "", 415),
            ("ten megabytes", new byte[10 * 1024 * 1024], "", "application/json", 413),
        ];

        foreach (var (what, body, signature, type, status) in rows)
        {
            using var response = await site.DeliverAsync(body, signature, type);

            ((int)response.StatusCode).Should().Be(status, what);
            (await response.Content.ReadAsStringAsync(Token)).Should().Contain("\"detail\":\"", what);
        }

        (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Same_event_twice_also_at_once_is_stored_once()
    {
        await using var site = await TestSite.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var body = Encoding.UTF8.GetBytes(Event);
            return await site.Inbox.ReceiveAsync(body, WebhookSignature.Sign(body, TestSite.Secret, site.Clock.GetUtcNow()), Token);
        }));

        outcomes.Count(receipt => receipt.Outcome == WebhookOutcome.Stored).Should().Be(1);
        outcomes.Count(receipt => receipt.Outcome == WebhookOutcome.Duplicate).Should().Be(19);
        (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Should().ContainSingle();
    }

    [Theory]
    [InlineData("\"api_version\":\"2031-01-01.zinnia\"", "customer.updated", WebhookState.Quarantined, "API version 2031-01-01.zinnia")]
    [InlineData("\"api_version\":null", "product.created", WebhookState.Quarantined, "product.created")]
    [InlineData("\"api_version\":\"2019-12-03\"", "customer.updated", WebhookState.Ignored, "not made by this site")]
    [InlineData("\"livemode\":true", "customer.updated", WebhookState.Ignored, "real money")]
    [InlineData("\"account\":\"acct_other\"", "customer.updated", WebhookState.Ignored, "another account")]
    public async Task What_is_not_for_us_or_not_known_is_stored_and_shown_with_its_reason(string part, string type, WebhookState state, string reason)
    {
        await using var site = await TestSite.StartAsync(settings => settings["Stripe:AccountId"] = "acct_own");

        using var response = await site.DeliverAsync(Event.Replace("\"api_version\":null,", "", StringComparison.Ordinal).Replace("\"livemode\":false", part, StringComparison.Ordinal).Replace("customer.updated", type, StringComparison.Ordinal));
        await site.QuietAsync();

        ((int)response.StatusCode).Should().Be(200);
        var stored = (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Single();
        stored.State.Should().Be(state);
        stored.Reason.Should().Contain(reason);
        stored.Body.Should().Contain("cus_nobody");
    }

    [Fact]
    public async Task Event_of_an_unknown_version_is_acted_on_all_the_same()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();

        await site.DeliverAllAsync((await site.EventsAsync()).Select(body => System.Text.RegularExpressions.Regex.Replace(body, "\"api_version\":\"[^\"]*\"", "\"api_version\":\"2031-01-01.zinnia\"")));
        await site.QuietAsync();

        (await site.MemberAsync()).PaymentStatus.Should().Be("paid");
        (await site.Inbox.ListAsync(WebhookState.Quarantined, cancellationToken: Token)).Items.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Thin_event_leads_to_its_object()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var invoice = (await site.Account.V1.Invoices.ListAsync(cancellationToken: Token)).Data.Single();

        using var response = await site.DeliverAsync("""{"id":"evt_t","object":"v2.core.event","type":"v1.invoice.paid","created":"2026-11-25T10:00:00Z","livemode":false,"related_object":{"id":"INVOICE","type":"invoice","url":"/v1/invoices/INVOICE"}}""".Replace("INVOICE", invoice.Id, StringComparison.Ordinal));
        await TestSite.EventuallyAsync(async () => (await site.MemberAsync()).PaymentStatus == "paid", "the thin event led nowhere");
        await site.QuietAsync();

        (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Single().State.Should().Be(WebhookState.Reconciled);
    }

    [Fact]
    public async Task Both_secrets_count_while_one_is_rotated()
    {
        await using var site = await TestSite.StartAsync(settings => settings["Stripe:WebhookSecrets:1"] = "whsec_new");
        var body = Encoding.UTF8.GetBytes(Event);

        using var old = await site.DeliverAsync(body, WebhookSignature.Sign(body, TestSite.Secret, site.Clock.GetUtcNow()));
        using var fresh = await site.DeliverAsync(body, WebhookSignature.Sign(body, "whsec_new", site.Clock.GetUtcNow()));

        ((int)old.StatusCode, (int)fresh.StatusCode).Should().Be((200, 200));
    }

    [Fact]
    public async Task Flood_of_forgeries_is_turned_away_and_signed_deliveries_come_in_again_a_minute_later()
    {
        await using var site = await TestSite.StartAsync(settings => settings["Membership:WebhookRejectionsPerSource"] = "3");
        var statuses = new List<int>();
        for (var forgery = 0; forgery < 6; forgery++)
        {
            using var response = await site.DeliverAsync(Event, "t=1,v1=00");
            statuses.Add((int)response.StatusCode);
        }

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await site.DeliverAsync(Event);

        // A minute may turn while they are sent.
        statuses.Take(3).Should().OnlyContain(status => status == 400);
        statuses.Should().Contain(429);
        ((int)later.StatusCode).Should().Be(200);
    }

    [Fact]
    public async Task Site_without_a_secret_takes_nothing()
    {
        await using var site = await TestSite.StartAsync(settings => settings.Remove("Stripe:WebhookSecrets:0"));

        using var response = await site.DeliverAsync(Event);

        ((int)response.StatusCode).Should().Be(404);
    }

    [Fact]
    public async Task Replay_marks_once_more_and_pages_go_back_in_time()
    {
        await using var site = await TestSite.StartAsync();
        for (var number = 1; number <= 5; number++)
            using (await site.DeliverAsync(Event.Replace("evt_1", $"evt_{number}", StringComparison.Ordinal))) { }
        await site.QuietAsync();

        var first = await site.Inbox.ListAsync(pageSize: 2, cancellationToken: Token);
        var second = await site.Inbox.ListAsync(pageSize: 2, after: first.Next, cancellationToken: Token);
        var third = await site.Inbox.ListAsync(pageSize: 2, after: second.Next, cancellationToken: Token);

        first.Items.Concat(second.Items).Concat(third.Items).Select(one => one.Id).Should().Equal("evt_5", "evt_4", "evt_3", "evt_2", "evt_1");
        third.Next.Should().BeNull();
        (await site.Inbox.ReplayAsync("evt_3", new Cause("admin", "u1"), Token)).Should().BeTrue();
        (await site.Inbox.ReplayAsync("evt_9", new Cause("admin", "u1"), Token)).Should().BeFalse();

        // Replayed, it is stored as any other; that it is ignored again tells that it was looked at again.
        await TestSite.EventuallyAsync(async () => (await site.Inbox.ListAsync(cancellationToken: Token)).Items.Single(one => one.Id == "evt_3").State == WebhookState.Ignored, "the replay did nothing");
    }

    [Fact]
    public async Task Missed_deliveries_are_found_and_taken_in()
    {
        await using var site = await TestSite.StartAsync();
        await site.Account.V1.WebhookEndpoints.CreateAsync(new global::Stripe.WebhookEndpointCreateOptions { Url = "http://127.0.0.1:1/none", EnabledEvents = ["*"] }, cancellationToken: Token);
        await site.JoinAsync();

        var recovered = await site.Inbox.RecoverAsync(site.Clock.GetUtcNow().AddDays(-1), Token);
        await site.QuietAsync();

        recovered.Should().BeGreaterThan(10);
        (await site.MemberAsync()).PaymentStatus.Should().Be("paid");
        (await site.Inbox.RecoverAsync(site.Clock.GetUtcNow().AddDays(-1), Token)).Should().Be(0);
    }
}
