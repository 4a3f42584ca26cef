using System.Text;
using Connector.Stripe.Webhooks;
using CsCheck;

namespace Connector.Stripe.Tests.Webhooks;

public sealed class WebhookEnvelopeParserTests
{
    [Fact]
    public void Snapshot_event_tells_object_and_customer()
    {
        var envelope = Parse("""
            {"id":"evt_1","object":"event","api_version":"2026-10-28.endive","created":1764072000,"type":"invoice.paid","livemode":false,
             "data":{"object":{"id":"in_7","object":"invoice","customer":"cus_3"}},"account":"acct_9"}
            """);

        envelope.Should().Be(new WebhookEnvelope
        {
            Id = "evt_1",
            Type = "invoice.paid",
            ApiVersion = "2026-10-28.endive",
            Created = DateTimeOffset.FromUnixTimeSeconds(1764072000),
            LiveMode = false,
            Account = "acct_9",
            ObjectType = "invoice",
            ObjectId = "in_7",
            CustomerId = "cus_3",
        });
    }

    [Fact]
    public void Thin_event_tells_the_object_it_refers_to()
    {
        var envelope = Parse("""
            {"id":"evt_2","object":"v2.core.event","type":"v1.invoice.paid","livemode":true,"created":"2026-10-01T10:00:00.000Z",
             "related_object":{"id":"in_7","type":"invoice","url":"/v1/invoices/in_7"}}
            """);

        envelope!.IsThin.Should().BeTrue();
        (envelope.Type, envelope.ObjectType, envelope.ObjectId, envelope.CustomerId).Should().Be(("invoice.paid", "invoice", "in_7", null));
        envelope.Created.Should().Be(new DateTimeOffset(2026, 10, 1, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Customer_event_is_about_itself() =>
        Parse("""{"id":"evt_1","object":"event","type":"customer.deleted","data":{"object":{"id":"cus_3","object":"customer"}}}""")!.CustomerId.Should().Be("cus_3");

    [Fact]
    public void Expanded_customer_is_read_through() =>
        Parse("""{"id":"evt_1","object":"event","type":"charge.refunded","data":{"object":{"id":"ch_1","object":"charge","customer":{"id":"cus_3","object":"customer"}}}}""")!
            .CustomerId.Should().Be("cus_3");

    [Theory]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","api_version":null,"data":{"object":{"id":"x_1","object":"x"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","data":null}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","data":{"object":null}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","data":{"object":[]},"created":"soon","livemode":"yes","account":7}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","data":{"object":{"object":"invoice","customer":"a:b"}},"created":1e300}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"a.b","data":{"object":{"object":"\ud800","id":"\ud800"}}}""")]
    public void Event_with_holes_is_still_one(string body)
    {
        var envelope = Parse(body);

        envelope!.Id.Should().Be("evt_1");
        envelope.CustomerId.Should().BeNull();
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("not json", "not JSON")]
    [InlineData("{\"id\":\"evt_1\"", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("\"event\"", "not a JSON object")]
    [InlineData("null", "not a JSON object")]
    [InlineData("{}", "not a Stripe event")]
    [InlineData("""{"object":"charge"}""", "not a Stripe event")]
    [InlineData("""{"object":"event","type":"a.b"}""", "no id")]
    [InlineData("""{"object":"event","id":"","type":"a.b"}""", "no id")]
    [InlineData("""{"object":"event","id":"e v t","type":"a.b"}""", "no id")]
    [InlineData("""{"object":"event","id":"evt_1"}""", "no type")]
    [InlineData("""{"object":"event","id":"evt_1","type":7}""", "no type")]
    [InlineData("""{"object":"event","id":"evt_1","type":"a:b"}""", "no type")]
    public void Anything_else_is_told_apart(string body, string why)
    {
        WebhookEnvelopeParser.TryParse(Encoding.UTF8.GetBytes(body), out var envelope, out var fault).Should().BeFalse();

        envelope.Should().BeNull();
        fault.Should().Contain(why);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(100_000)]
    public void Deep_JSON_is_refused(int depth)
    {
        var body = $$"""{"id":"evt_1","object":"event","type":"a.b","data":{{new string('[', depth)}}{{new string(']', depth)}}}""";

        WebhookEnvelopeParser.TryParse(Encoding.UTF8.GetBytes(body), out _, out var fault).Should().BeFalse();

        fault.Should().Contain("deeper");
    }

    [Fact]
    public void No_bytes_whatever_throw() => Gen.Byte.Array[0, 200].Sample(bytes => !WebhookEnvelopeParser.TryParse(bytes, out _, out var fault) && fault is not null);

    [Fact]
    public void No_damage_to_an_event_throws()
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"evt_1","object":"event","api_version":null,"created":1764072000,"type":"invoice.paid","data":{"object":{"id":"in_7","object":"invoice","customer":"cus_3"}}}""");

        Gen.Int[0, body.Length - 1].Select(Gen.Byte).Array[1, 5].Sample(changes =>
        {
            var damaged = body.ToArray();
            foreach (var (index, value) in changes)
                damaged[index] = value;
            return WebhookEnvelopeParser.TryParse(damaged, out var envelope, out var fault) ? envelope is not null : fault is not null;
        });
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("2026-10-28.endive", true)]
    [InlineData("2026-09-30.endive", true)]
    [InlineData("2025-03-31.basil", true)]
    [InlineData("2019-12-03", true)]
    [InlineData("2027-03-01.fuchsia", false)]
    [InlineData("2026-10-28.endive.preview", false)]
    [InlineData("endive", false)]
    [InlineData("", false)]
    public void Version_is_known_by_its_train(string? version, bool known) => StripeApiVersions.IsKnown(version).Should().Be(known);

    private static WebhookEnvelope? Parse(string body)
    {
        WebhookEnvelopeParser.TryParse(Encoding.UTF8.GetBytes(body), out var envelope, out var fault).Should().BeTrue(fault);
        return envelope;
    }
}
