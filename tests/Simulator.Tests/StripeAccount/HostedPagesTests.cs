using System.Text;
using Stripe;
using Stripe.BillingPortal;

namespace Simulator.Tests.StripeAccount;

public sealed class HostedPagesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoice_page_pays_an_open_invoice_and_its_PDF_is_one()
    {
        await using var account = await Account.StartAsync();
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = "Ada (Org)", Email = "ada@example.org" }, cancellationToken: Cancelled);
        await account.Stripe.V1.InvoiceItems.CreateAsync(new InvoiceItemCreateOptions { Customer = customer.Id, Amount = 7500, Currency = "usd", Description = "Dues 2026" }, cancellationToken: Cancelled);
        var invoice = await account.Stripe.V1.Invoices.CreateAsync(new InvoiceCreateOptions { Customer = customer.Id, CollectionMethod = "send_invoice", DaysUntilDue = 30, PendingInvoiceItemsBehavior = "include" }, cancellationToken: Cancelled);
        invoice = await account.Stripe.V1.Invoices.FinalizeInvoiceAsync(invoice.Id, cancellationToken: Cancelled);
        invoice.AmountDue.Should().Be(7500);

        using var declined = await account.SubmitAsync(invoice.HostedInvoiceUrl, "4000000000009995");
        (await declined.Content.ReadAsStringAsync(Cancelled)).Should().Contain("insufficient funds");
        await account.PayAsync(invoice.HostedInvoiceUrl, "4242424242424242");

        (await account.Stripe.V1.Invoices.GetAsync(invoice.Id, cancellationToken: Cancelled)).Status.Should().Be("paid");
        (await account.Browser.GetStringAsync(invoice.HostedInvoiceUrl, Cancelled)).Should().Contain("Paid").And.Contain("Dues 2026");
        var pdf = await account.Browser.GetByteArrayAsync(invoice.InvoicePdf, Cancelled);
        var text = Encoding.Latin1.GetString(pdf);
        text.Should().StartWith("%PDF-1.4").And.EndWith("%%EOF\n").And.Contain("Dues 2026").And.Contain(@"Ada \(Org\)").And.Contain("$75.00");
        var table = int.Parse(text.Split("startxref\n")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        text[table..].Should().StartWith("xref", "the table stands where the file says");
        account.ShapeFaults.Should().BeEmpty();
    }

    [Fact]
    public async Task Portal_cancels_by_date_undoes_it_and_takes_a_new_card()
    {
        await using var account = await Account.StartAsync();
        var checkout = await CheckoutTests.SubscribeAsync(account, await account.YearlyAsync(), null);
        await account.PayAsync(checkout.Url, "4242424242424242");
        checkout = await account.Stripe.V1.Checkout.Sessions.GetAsync(checkout.Id, cancellationToken: Cancelled);
        var session = await account.Stripe.V1.BillingPortal.Sessions.CreateAsync(new SessionCreateOptions { Customer = checkout.CustomerId, ReturnUrl = "https://site.example/me" }, cancellationToken: Cancelled);
        (await account.Browser.GetStringAsync(session.Url, Cancelled)).Should().Contain("Annual dues").And.Contain("https://site.example/me");

        await PostAsync(account, $"{session.Url}/cancel", new() { ["subscription"] = checkout.SubscriptionId });
        var subscription = await account.Stripe.V1.Subscriptions.GetAsync(checkout.SubscriptionId, cancellationToken: Cancelled);
        (subscription.CancelAt, subscription.CancelAtPeriodEnd).Should().Be((subscription.Items.Data[0].CurrentPeriodEnd, false));
        await PostAsync(account, $"{session.Url}/renew", new() { ["subscription"] = checkout.SubscriptionId });
        (await account.Stripe.V1.Subscriptions.GetAsync(checkout.SubscriptionId, cancellationToken: Cancelled)).CancelAt.Should().BeNull();
        await PostAsync(account, $"{session.Url}/payment_method", new() { ["cardNumber"] = "5555 5555 5555 4444", ["cardExpiry"] = "01/49", ["cardCvc"] = "123" });

        var customer = await account.Stripe.V1.Customers.GetAsync(checkout.CustomerId, new CustomerGetOptions { Expand = ["invoice_settings.default_payment_method"] }, cancellationToken: Cancelled);
        customer.InvoiceSettings.DefaultPaymentMethod.Card.Brand.Should().Be("mastercard");
        subscription.DefaultPaymentMethodId.Should().NotBe(customer.InvoiceSettings.DefaultPaymentMethodId);
        account.ShapeFaults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/checkout/pay/cs_test_none")]
    [InlineData("/checkout/authenticate/pi_none")]
    [InlineData("/invoice/acct_x/in_none")]
    [InlineData("/invoice/acct_x/in_none/pdf")]
    [InlineData("/p/session/none")]
    [InlineData("/receipts/ch_none")]
    public async Task Page_of_nothing_is_not_found(string path)
    {
        await using var account = await Account.StartAsync();

        using var response = await account.Browser.GetAsync(path, Cancelled);

        ((int)response.StatusCode).Should().Be(404);
    }

    [Fact]
    public async Task Names_from_outside_are_text_on_every_page()
    {
        await using var account = await Account.StartAsync();
        var price = await account.YearlyAsync(name: "<script>alert(1)</script>");
        var customer = await account.Stripe.V1.Customers.CreateAsync(new CustomerCreateOptions { Name = "<img src=x>", Email = "ada@example.org" }, cancellationToken: Cancelled);
        var session = await CheckoutTests.SubscribeAsync(account, price, customer.Id);

        foreach (var url in new[] { session.Url, "/simulator/stripe" })
        {
            using var response = await account.Browser.GetAsync(url, Cancelled);
            (await response.Content.ReadAsStringAsync(Cancelled)).Should().NotContain("<script").And.NotContain("<img");
            response.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'none'");
        }
    }

    private static async Task PostAsync(Account account, string url, Dictionary<string, string> fields)
    {
        using var response = await account.Browser.PostAsync(url, new FormUrlEncodedContent(fields), Cancelled);
        ((int)response.StatusCode).Should().Be(303, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
