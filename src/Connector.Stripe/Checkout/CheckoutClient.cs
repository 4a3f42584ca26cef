using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Stripe.Api;
using Connector.Stripe.Billing;
using Connector.Stripe.Customers;
using Stripe;
using Stripe.Checkout;

namespace Connector.Stripe.Checkout;

internal sealed class CheckoutClient(StripeApi api) : IStripeCheckout
{
    private const int Attempts = 4;

    public async Task<CheckoutStart> StartMembershipAsync(MembershipCheckout request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = Options(request);
        var wish = options.Metadata[Metadata.Request];

        // Whoever starts at the same moment shares the idempotency key: the same wish gets the same page, another wish is refused and looks again.
        var after = "";
        for (var attempt = 1; ; attempt++)
        {
            if (await LiveSubscriptionAsync(request.CustomerId, cancellationToken) is { } live)
                return new CheckoutStart(CheckoutOutcome.AlreadySubscribed, null, null, live);

            var sessions = await api.CallAsync("checkout.list", (client, token) =>
                client.V1.Checkout.Sessions.ListAsync(new SessionListOptions { Customer = request.CustomerId, Limit = 20 }, cancellationToken: token), cancellationToken);
            var open = sessions.Data.Where(session => session is { Status: "open", Mode: "subscription" } && Metadata.OwnerOf(session.Metadata, api.Options.Site) is not null).ToList();
            if (open.FirstOrDefault(session => session.Metadata.GetValueOrDefault(Metadata.Request) == wish && session.Url is not null) is { } same)
                return Started(same);

            foreach (var other in open)
                await CloseAsync(other.Id, cancellationToken);

            var last = sessions.Data.Count > 0 ? sessions.Data[0].Id : "first";
            var key = Key($"checkout-{request.CustomerId}-{last}{after}");
            try
            {
                return Started(await CreateAsync(options, key, cancellationToken));
            }
            catch (StripeConnectorException exception) when (attempt < Attempts && StripeApi.NextKey(key, exception) is not null)
            {
                after = $"{after}-{exception.ReplayOf}";
            }
            catch (StripeConnectorException exception) when (exception.Failure == StripeFailure.Idempotency && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), api.Time, cancellationToken);
            }
        }
    }

    public async Task<CheckoutStart> StartDonationAsync(DonationCheckout request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var metadata = Metadata.For(api.Options.Site, request.Owner);
        var options = new SessionCreateOptions
        {
            Mode = "payment",
            Customer = request.CustomerId,
            ClientReferenceId = request.Owner.ToString(),
            LineItems = [Once(request.Amount, request.Name)],
            PaymentIntentData = new SessionPaymentIntentDataOptions
            {
                Description = request.Name,
                Metadata = new Dictionary<string, string>(metadata) { [FactDerivation.PurposeKey] = "donation" },
            },
            Metadata = metadata,
            SuccessUrl = WithSession(request.SuccessUrl),
            CancelUrl = request.CancelUrl.AbsoluteUri,
            SubmitType = "donate",
        };
        return Started(await CreateAsync(options, key: null, cancellationToken));
    }

    public async Task<CheckoutStart> StartCardUpdateAsync(CardUpdateCheckout request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var metadata = Metadata.For(api.Options.Site, request.Owner);
        metadata[Metadata.Subscription] = request.SubscriptionId;
        var options = new SessionCreateOptions
        {
            Mode = "setup",
            Customer = request.CustomerId,
            ClientReferenceId = request.Owner.ToString(),
            Currency = request.Currency.Code,
            Metadata = metadata,
            SetupIntentData = new SessionSetupIntentDataOptions { Metadata = metadata },
            SuccessUrl = WithSession(request.SuccessUrl),
            CancelUrl = request.CancelUrl.AbsoluteUri,
        };
        return Started(await CreateAsync(options, key: null, cancellationToken));
    }

    public async Task<CheckoutSessionState> CompleteCardUpdateAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        var session = await api.CallAsync("checkout.read", (client, token) =>
            client.V1.Checkout.Sessions.GetAsync(sessionId, new SessionGetOptions { Expand = ["setup_intent"] }, cancellationToken: token), cancellationToken);
        var state = ToState(session);
        if (state is not { Mode: "setup", Status: "complete", Owner: not null }
            || session.SetupIntent?.PaymentMethodId is not { } method
            || !session.Metadata.TryGetValue(Metadata.Subscription, out var subscriptionId))
            return state;

        var subscription = await api.CallAsync("subscription.update", (client, token) => client.V1.Subscriptions.UpdateAsync(
            subscriptionId, new SubscriptionUpdateOptions { DefaultPaymentMethod = method, Expand = ["latest_invoice"] }, cancellationToken: token), cancellationToken);
        await api.CallAsync("customer.update", (client, token) => client.V1.Customers.UpdateAsync(
            session.CustomerId, new CustomerUpdateOptions { InvoiceSettings = new CustomerInvoiceSettingsOptions { DefaultPaymentMethod = method } }, cancellationToken: token), cancellationToken);
        if (subscription.LatestInvoice is { Status: "open" } invoice)
        {
            await api.CallAsync("invoice.pay", (client, token) => client.V1.Invoices.PayAsync(
                invoice.Id, new InvoicePayOptions { PaymentMethod = method }, cancellationToken: token), cancellationToken);
        }

        return state;
    }

    public async Task<CheckoutSessionState?> FindAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        // What comes back in a browser's address may be anything.
        if (string.IsNullOrEmpty(sessionId) || sessionId.Length > 150 || !sessionId.StartsWith("cs_", StringComparison.Ordinal) || !sessionId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            return null;

        var session = await api.FindAsync("checkout.read", (client, token) => client.V1.Checkout.Sessions.GetAsync(sessionId, cancellationToken: token), cancellationToken);
        return session is null ? null : ToState(session);
    }

    private SessionCreateOptions Options(MembershipCheckout request)
    {
        var metadata = Metadata.For(api.Options.Site, request.Owner);
        var options = new SessionCreateOptions
        {
            Mode = "subscription",
            Customer = request.CustomerId,
            ClientReferenceId = request.Owner.ToString(),
            LineItems = [new SessionLineItemOptions { Price = request.PriceId, Quantity = request.Quantity }],
            SubscriptionData = new SessionSubscriptionDataOptions { Metadata = Metadata.For(api.Options.Site, request.Owner) },
            Metadata = metadata,
            SuccessUrl = WithSession(request.SuccessUrl),
            CancelUrl = request.CancelUrl.AbsoluteUri,
        };
        if (request.Donation is { } donation)
            options.LineItems.Add(Once(donation, request.DonationName));
        if (request.PaymentMethodTypes.Count > 0)
            options.AllowedPaymentMethodTypes = [.. request.PaymentMethodTypes];

        metadata[Metadata.Request] = Hash(string.Join('\n',
            request.PriceId, request.Quantity.ToString(CultureInfo.InvariantCulture), request.Donation?.ToString(), request.DonationName,
            options.SuccessUrl, options.CancelUrl, string.Join(',', request.PaymentMethodTypes)));
        return options;
    }

    private async Task<string?> LiveSubscriptionAsync(string customerId, CancellationToken cancellationToken)
    {
        var subscriptions = await api.CallAsync("subscriptions.read", (client, token) => client.V1.Subscriptions.ListAsync(
            new SubscriptionListOptions { Customer = customerId, Status = "all", Limit = 100 }, cancellationToken: token), cancellationToken);
        return subscriptions.Data.FirstOrDefault(subscription => subscription.Status is not ("canceled" or "incomplete_expired" or "incomplete"))?.Id;
    }

    private async Task CloseAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            await api.CallAsync("checkout.expire", (client, token) => client.V1.Checkout.Sessions.ExpireAsync(sessionId, cancellationToken: token), cancellationToken);
        }
        catch (StripeConnectorException exception) when (exception.Failure == StripeFailure.Invalid)
        {
            // Completed or expired since it was listed; the next look at the live subscriptions tells.
        }
    }

    private Task<Session> CreateAsync(SessionCreateOptions options, string? key, CancellationToken cancellationToken) =>
        api.CallAsync("checkout.create", (client, token) =>
            client.V1.Checkout.Sessions.CreateAsync(options, key is null ? null : new RequestOptions { IdempotencyKey = key }, token), cancellationToken);

    private string Key(string what) => $"connector-{api.Options.Site}-{what}";

    private static CheckoutStart Started(Session session) => new(CheckoutOutcome.Started, new Uri(session.Url), session.Id);

    private static SessionLineItemOptions Once(Money amount, string name) => new()
    {
        Quantity = 1,
        PriceData = new SessionLineItemPriceDataOptions
        {
            Currency = amount.Currency.Code,
            UnitAmount = amount.MinorUnits,
            ProductData = new SessionLineItemPriceDataProductDataOptions { Name = name },
        },
    };

    private CheckoutSessionState ToState(Session session) => new()
    {
        Id = session.Id,
        Mode = session.Mode ?? "",
        Status = session.Status ?? "",
        PaymentStatus = session.PaymentStatus ?? "",
        CustomerId = session.CustomerId,
        SubscriptionId = session.SubscriptionId,
        Owner = Metadata.OwnerOf(session.Metadata, api.Options.Site),
        Url = session.Url is { } url ? new Uri(url) : null,
    };

    // Stripe fills the braces in; encoded they would stay as they are.
    private static string WithSession(Uri url) =>
        $"{url.GetLeftPart(UriPartial.Path)}{(url.Query.Length > 1 ? url.Query + "&" : "?")}session_id={{CHECKOUT_SESSION_ID}}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
