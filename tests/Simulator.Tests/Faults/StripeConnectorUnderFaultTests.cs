using Connector.Stripe;
using Connector.Stripe.Billing;
using Connector.Stripe.Checkout;
using Connector.Stripe.Customers;
using Microsoft.Extensions.DependencyInjection;
using Simulator.Faults;
using Stripe;
using Stripe.Checkout;
using Account = Simulator.Tests.StripeAccount.Account;

namespace Simulator.Tests.Faults;

/// <summary>
/// Every kind of fault at every call of what a payer does: it ends well or with the one typed exception, and when the payer tries again
/// there is one customer, one page to pay at, one subscription, and each amount was charged once.
/// </summary>
public sealed class StripeConnectorUnderFaultTests : IAsyncLifetime
{
    private const int Calls = 5;

    private static readonly FaultRule[] Kinds =
    [
        new() { Kind = FaultKind.ResetBefore }, new() { Kind = FaultKind.ResetAfter }, new() { Kind = FaultKind.Truncated }, new() { Kind = FaultKind.Html }, new() { Kind = FaultKind.Html, Status = 200 },
        new() { Kind = FaultKind.Redirect }, new() { Kind = FaultKind.Error, Status = 429 }, new() { Kind = FaultKind.Error, Status = 409, Code = "idempotency_key_in_use" },
        new() { Kind = FaultKind.Error, Status = 500 }, new() { Kind = FaultKind.Error, Status = 500, Kept = true }, new() { Kind = FaultKind.Error, Status = 503 },
    ];

    private Account _account = null!;
    private Price _price = null!;
    private Price _dearer = null!;

    public async ValueTask InitializeAsync()
    {
        _account = await Account.StartAsync();
        (_price, _dearer) = (await _account.YearlyAsync(), await _account.YearlyAsync(9900));
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    // With repetitions of its own the SDK meets what is kept within one call; it sleeps between them, so that they are not there for all kinds.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Payer_who_meets_a_fault_and_tries_again_joins_once(int retries)
    {
        foreach (var (fault, what) in Faults().Where(fault => retries == 0 || fault.Rule.Kept))
        {
            var owner = StripeOwner.Member(Guid.NewGuid());
            await using var services = Services(retries);
            var stripe = services.GetRequiredService<IStripeConnector>();

            var start = await TwiceAsync(fault, () => JoinAsync(stripe, owner));

            start.Outcome.Should().Be(CheckoutOutcome.Started, what);
            var customers = (await _account.Stripe.V1.Customers.ListAutoPagingAsync(new CustomerListOptions { Limit = 100 }).ToListAsync()).Where(customer => customer.Metadata.ContainsValue(owner.ToString())).ToList();
            customers.Should().ContainSingle(what);
            var sessions = await _account.Stripe.V1.Checkout.Sessions.ListAsync(new SessionListOptions { Customer = customers[0].Id });
            sessions.Data.Where(session => session.Status == "open").Should().ContainSingle(what).Which.Id.Should().Be(start.SessionId);
        }
    }

    [Fact]
    public async Task Member_who_meets_a_fault_and_tries_again_pays_cancels_and_changes_once()
    {
        await using var services = Services(0);
        var stripe = services.GetRequiredService<IStripeConnector>();
        foreach (var (fault, what) in Faults())
        {
            var owner = StripeOwner.Member(Guid.NewGuid());
            var start = await JoinAsync(stripe, owner);
            await _account.PayAsync(start.Url!.ToString(), "4242424242424242");
            var customer = (await stripe.Checkout.FindAsync(start.SessionId!))!.CustomerId!;
            var subscription = (await stripe.Customers.ReadAsync(customer))!.Subscriptions.Single().Id;

            await TwiceAsync(fault, async () => await stripe.Subscriptions.ChangeTierAsync(subscription, await stripe.Subscriptions.PreviewTierAsync(subscription, _dearer.Id)));
            await TwiceAsync(fault, () => stripe.Subscriptions.PauseAsync(subscription));
            await TwiceAsync(fault, () => stripe.Subscriptions.ResumeAsync(subscription));
            await TwiceAsync(fault, () => stripe.Subscriptions.CancelAtPeriodEndAsync(subscription));
            await TwiceAsync(fault, () => stripe.Subscriptions.UndoCancelAsync(subscription));
            var state = (await TwiceAsync(fault, () => stripe.Customers.ReadAsync(customer, withUpcoming: true)))!;

            state.Subscriptions.Should().ContainSingle(what).Which.Should().Match<SubscriptionState>(now => now.Status == "active" && !now.IsPaused && now.EndsAt == null);
            state.Charges.Select(charge => charge.Amount.MinorUnits).Order().Should().Equal([2400L, 7500L], what);
            (await TwiceAsync(fault, () => stripe.Subscriptions.CancelNowAsync(subscription))).Status.Should().Be("canceled", what);
        }
    }

    [Fact]
    public async Task Address_that_Stripe_does_not_take_bars_nobody_from_joining()
    {
        await using var services = Services(0);
        var customers = services.GetRequiredService<IStripeConnector>().Customers;

        var id = await customers.EnsureAsync(StripeOwner.Member(Guid.NewGuid()), new CustomerContact("Ada", "ada@localhost"));

        (await _account.Stripe.V1.Customers.GetAsync(id)).Should().Match<Customer>(customer => customer.Name == "Ada" && customer.Email == null);
        await _account.Stripe.Awaiting(it => it.V1.Customers.UpdateAsync(id, new CustomerUpdateOptions { Email = "ada@localhost" }))
            .Should().ThrowAsync<StripeException>().Where(exception => exception.StripeError.Code == "email_invalid" && exception.StripeError.Param == "email");
    }

    private static IEnumerable<(FaultRule Rule, string What)> Faults() =>
        from kind in Kinds
        from skip in Enumerable.Range(0, Calls)
        select (kind with { Path = "/v1/*", Skip = skip, Count = 1 }, $"{kind.Kind} {kind.Code}{kind.Status}{(kind.Kept ? " kept" : "")} at call {skip}");

    private ServiceProvider Services(int retries)
    {
        var services = new ServiceCollection();
        services.AddStripeConnector(options => (options.ApiKey, options.ApiBase, options.MaxRetries) = ("sk_test_simulator", new Uri(_account.Base), retries));
        return services.BuildServiceProvider();
    }

    private async Task<CheckoutStart> JoinAsync(IStripeConnector stripe, StripeOwner owner) => await stripe.Checkout.StartMembershipAsync(new MembershipCheckout
    {
        Owner = owner,
        CustomerId = await stripe.Customers.EnsureAsync(owner, new CustomerContact("Ada", "ada@example.org")),
        PriceId = _price.Id,
        SuccessUrl = new Uri("https://site.example/done"),
        CancelUrl = new Uri("https://site.example/"),
    });

    // Once with the fault; if that failed, once more without it.
    private async Task<T> TwiceAsync<T>(FaultRule fault, Func<Task<T>> act)
    {
        var faults = _account.Services.GetRequiredService<FaultRules>();
        var rule = faults.Add(fault);
        try
        {
            return await act();
        }
        catch (StripeConnectorException)
        {
            faults.Remove(rule.Id);
            return await act();
        }
        finally
        {
            faults.Remove(rule.Id);
        }
    }
}
