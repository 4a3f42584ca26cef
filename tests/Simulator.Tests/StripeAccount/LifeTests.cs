using System.Text.Json.Nodes;
using Stripe;

namespace Simulator.Tests.StripeAccount;

/// <summary>Long random lives: what the events tell last is what the API shows, and the money adds up.</summary>
public sealed class LifeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Last_event_of_an_object_shows_it_as_it_is_and_the_money_adds_up(int seed)
    {
        var random = new Random(seed);
        await using var account = await Account.StartAsync(options => options.PaymentRetries.Clear());
        var prices = new[] { await account.YearlyAsync(7500), await account.YearlyAsync(15000, name: "Patron"), await account.YearlyAsync(2500, name: "Student") };
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = "Ada", Email = "ada@example.org" }, cancellationToken: Cancelled);
        var acts = new List<string>();
        for (var step = 0; step < 40; step++)
            acts.Add(await ActAsync(account, random, customer.Id, prices));

        var because = $"seed {seed}: {string.Join(", ", acts)}";
        var latest = new Dictionary<string, JsonNode>();
        foreach (var told in JsonNode.Parse(await account.Browser.GetStringAsync("/simulator/stripe/events", Cancelled))!["data"]!.AsArray())
            if (told!["data"]!["object"]!["id"] is { } id)
                latest[(string)id!] = told["data"]!["object"]!;
        foreach (var (kind, path) in new[] { ("subscription", "/v1/subscriptions/"), ("invoice", "/v1/invoices/"), ("charge", "/v1/charges/"), ("customer", "/v1/customers/"), ("dispute", "/v1/disputes/"), ("invoice_payment", "/v1/invoice_payments/") })
            foreach (var (id, told) in latest.Where(one => (string?)one.Value["object"] == kind && (string?)one.Value["status"] is not ("open" or "canceled") | kind != "invoice_payment"))
            {
                var (_, now, _) = await ApiTests.SendAsync(account, "GET", path + id);
                JsonNode.DeepEquals(now, told).Should().BeTrue($"{because}: {id} is {now.ToJsonString()} but was told as {told.ToJsonString()}");
            }
        await MoneyAddsUpAsync(account, because);
        account.ShapeFaults.Should().BeEmpty(because);
    }

    private static async Task<string> ActAsync(Account account, Random random, string customer, Price[] prices)
    {
        var subscription = (await account.Stripe.V1.Subscriptions.ListAsync(new SubscriptionListOptions { Customer = customer }, cancellationToken: Cancelled)).FirstOrDefault();
        if (subscription is null)
        {
            var session = await CheckoutTests.SubscribeAsync(account, prices[random.Next(prices.Length)], customer);
            using var page = await account.SubmitAsync(session.Url, random.Next(4) == 0 ? "4000000000000341" : "4242424242424242");
            return $"join {(int)page.StatusCode}";
        }
        var act = random.Next(11);
        try
        {
            switch (act)
            {
                case 0 or 1 or 2:
                    await account.ControlAsync("clock/advance", new { days = random.Next(1, 200) });
                    return "advance";
                case 3:
                    await account.ControlAsync($"customers/{customer}/decline", new { code = random.Next(2) == 0 ? "insufficient_funds" : null });
                    return "card";
                case 4:
                    await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions
                    {
                        Items = [new() { Id = subscription.Items.Data[0].Id, Price = prices[random.Next(prices.Length)].Id }], ProrationBehavior = random.Next(2) == 0 ? "always_invoice" : "create_prorations",
                    }, cancellationToken: Cancelled);
                    return "tier";
                case 5:
                    await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { CancelAtPeriodEnd = !subscription.CancelAtPeriodEnd }, cancellationToken: Cancelled);
                    return "cancel or undo";
                case 6:
                    await account.Stripe.V1.Invoices.PayAsync(subscription.LatestInvoiceId, cancellationToken: Cancelled);
                    return "pay";
                case 7:
                    await account.ControlAsync($"charges/{subscription.LatestInvoiceId}/refund", new { amount = random.Next(1, 3000) });
                    return "refund";
                case 8:
                    await account.ControlAsync($"charges/{subscription.LatestInvoiceId}/dispute");
                    return "dispute";
                case 9:
                    if (subscription.Status == "paused")
                        await account.Stripe.V1.Subscriptions.ResumeAsync(subscription.Id, cancellationToken: Cancelled);
                    else
                        await account.Stripe.V1.Subscriptions.PauseAsync(subscription.Id, new SubscriptionPauseOptions { Type = "subscription" }, cancellationToken: Cancelled);
                    return "pause or resume";
                default:
                    await account.Stripe.V1.Subscriptions.UpdateAsync(subscription.Id, new SubscriptionUpdateOptions { PauseCollection = new() { Behavior = "void" } }, cancellationToken: Cancelled);
                    return "pause collection";
            }
        }
        catch (Exception exception) when (exception is StripeException { HttpStatusCode: < System.Net.HttpStatusCode.InternalServerError } or Xunit.Sdk.XunitException && !exception.Message.Contains("api_error", StringComparison.Ordinal))
        {
            return $"{act} refused";
        }
    }

    private static async Task MoneyAddsUpAsync(Account account, string because)
    {
        var charges = await account.Stripe.V1.Charges.ListAutoPagingAsync(new ChargeListOptions { Limit = 100 }, cancellationToken: Cancelled).ToListAsync(Cancelled);
        var invoices = await account.Stripe.V1.Invoices.ListAutoPagingAsync(new InvoiceListOptions { Limit = 100 }, cancellationToken: Cancelled).ToListAsync(Cancelled);
        var payments = await account.Stripe.V1.InvoicePayments.ListAutoPagingAsync(new InvoicePaymentListOptions { Limit = 100 }, cancellationToken: Cancelled).ToListAsync(Cancelled);
        var refunds = await account.Stripe.V1.Refunds.ListAutoPagingAsync(new RefundListOptions { Limit = 100 }, cancellationToken: Cancelled).ToListAsync(Cancelled);
        charges.Where(charge => charge.Paid).Sum(charge => charge.Amount).Should().Be(invoices.Sum(invoice => invoice.AmountPaid), because);
        payments.Where(payment => payment.Status == "paid").Sum(payment => payment.AmountPaid).Should().Be(invoices.Sum(invoice => invoice.AmountPaid), because);
        charges.Sum(charge => charge.AmountRefunded).Should().Be(refunds.Sum(refund => refund.Amount), because);
        invoices.Should().OnlyContain(invoice => invoice.Lines.Data.Sum(line => line.Amount) == invoice.Subtotal, because);
        invoices.Where(invoice => invoice.Number != null).Select(invoice => invoice.Number).Should().OnlyHaveUniqueItems(because);
    }
}
