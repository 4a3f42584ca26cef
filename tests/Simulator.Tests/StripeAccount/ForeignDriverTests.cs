using System.Text.Json.Nodes;

namespace Simulator.Tests.StripeAccount;

/// <summary>Clients that nobody here wrote: npm <c>stripe</c> and the official command-line tool.</summary>
public sealed class ForeignDriverTests(NodeDrivers node) : IClassFixture<NodeDrivers>
{
    [Fact]
    public async Task Npm_stripe_reads_what_it_expects()
    {
        await using var account = await Account.StartAsync();

        var (code, output, error) = await node.RunAsync("node", "drive.mjs", account.Base);

        code.Should().Be(0, error);
        JsonNode.Parse(output)!.ToJsonString().Should().Be("""
            {"redirect":true,"session":["complete","paid"],"subscription":"active","period":true,"invoice":["paid",7500],"member":"17","declined":["StripeCardError","card_declined","generic_decline",402],"idempotency":"StripeIdempotencyError","notModelled":["StripeInvalidRequestError","not_modelled"],"events":true}
            """.Trim());
    }

    [Theory]
    [InlineData("customer.created", "customer.updated", "customer.deleted", "customer.discount.created", "payment_method.attached", "payment_method.detached")]
    [InlineData("payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.requires_action", "payment_intent.canceled", "payment_intent.amount_capturable_updated")]
    [InlineData("checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed")]
    [InlineData("invoice.paid", "invoice.payment_failed", "invoice.payment_action_required", "invoice.finalized", "invoice.voided", "invoice.marked_uncollectible")]
    [InlineData("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused", "customer.subscription.trial_will_end")]
    [InlineData("charge.refunded", "charge.failed", "charge.captured", "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")]
    [InlineData("setup_intent.succeeded", "setup_intent.setup_failed", "setup_intent.requires_action", "billing_portal.session.created", "promotion_code.created", "plan.created")]
    [InlineData("credit_note.created", "credit_note.voided", "test_helpers.test_clock.ready", "price.created", "product.updated", "coupon.deleted")]
    public async Task Command_line_tool_triggers_the_event(params string[] events)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var account = await Account.StartAsync(options => (options.WebhookUrl, options.WebhookSecret) = (receiver.Url, Receiver.Secret));
        foreach (var told in events)
        {
            var (code, output, error) = await node.TriggerAsync(account.Base, told);
            code.Should().Be(0, output + error);
        }
        await account.ControlAsync("clock/advance", new { seconds = 1 });
        await account.ControlAsync("deliveries/wait");

        receiver.Events.Select(one => one.Type).Should().Contain(events);
        receiver.Refused.Should().BeEmpty();
        await account.EventsAsync();
        account.ShapeFaults.Should().BeEmpty("the objects in the events have their shapes");
    }
}
