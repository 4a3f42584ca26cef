using Connector.Stripe.Billing;
using Stripe;

namespace SyncEngine.Stripe.Tests;

public sealed class ReminderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Member_is_reminded_sixty_thirty_and_seven_days_before_each_once()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);

        site.Clock.Advance(TimeSpan.FromDays(365 - 61));
        await CountAsync(site, "renewal-reminder", 0);
        site.Clock.Advance(TimeSpan.FromDays(2));
        await CountAsync(site, "renewal-reminder", 1);
        site.Clock.Advance(TimeSpan.FromDays(30));
        await CountAsync(site, "renewal-reminder", 2);
        site.Clock.Advance(TimeSpan.FromDays(23));
        await CountAsync(site, "renewal-reminder", 3);
        for (var look = 0; look < 3; look++)
            await site.Memberships.RefreshAsync(site.Owner, Token);
        await CountAsync(site, "renewal-reminder", 3);

        site.Mails.Sent.Last(mail => mail.Category == "renewal-reminder").Text.Should().Contain("renews on").And.Contain("75.00 USD").And.Contain("https://site.example/membership");
    }

    [Fact]
    public async Task Member_who_cancelled_is_not_reminded()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        await site.Memberships.CancelAsync(site.Owner, Token);

        site.Clock.Advance(TimeSpan.FromDays(360));
        await site.Memberships.RefreshAsync(site.Owner, Token);

        await CountAsync(site, "renewal-reminder", 0);
    }

    [Fact]
    public async Task Host_that_was_down_for_long_sends_the_latest_reminder_alone()
    {
        await using var site = await TestSite.StartAsync(runWorker: false);
        await site.JoinAsync();
        await site.Memberships.RefreshAsync(site.Owner, Token);
        site.Clock.Advance(TimeSpan.FromDays(360));

        await site.Memberships.RefreshAsync(site.Owner, Token);

        await QueuedAsync(site, "mail:renewal-reminder", 1);
    }

    [Fact]
    public async Task Member_whose_renewal_failed_is_told_so_and_where_to_repair_it()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var joined = await site.Memberships.RefreshAsync(site.Owner, Token);
        var customer = (await site.Account.V1.Customers.ListAsync(cancellationToken: Token)).Data.First();
        var bad = await site.Account.V1.PaymentMethods.AttachAsync("pm_card_chargeCustomerFail", new PaymentMethodAttachOptions { Customer = customer.Id }, cancellationToken: Token);
        await site.Account.V1.Subscriptions.UpdateAsync(joined.Subscription!.Id, new SubscriptionUpdateOptions { DefaultPaymentMethod = bad.Id }, cancellationToken: Token);

        site.Clock.Advance(joined.Membership.PaidThrough!.Value + TimeSpan.FromHours(2) - site.Clock.GetUtcNow());
        await TestSite.EventuallyAsync(async () => (await site.Memberships.RefreshAsync(site.Owner, Token)).StatusName == "past_due", "the renewal did not fail");
        await CountAsync(site, "past-due", 1);
        site.Clock.Advance(TimeSpan.FromDays(3));
        await CountAsync(site, "past-due", 2);

        site.Mails.Sent.Last(mail => mail.Category == "past-due").Text.Should().Contain("https://site.example/membership");
    }

    [Fact]
    public async Task Card_that_expires_before_the_renewal_is_told_of_once()
    {
        await using var site = await TestSite.StartAsync();
        await site.JoinAsync();
        var joined = await site.Memberships.RefreshAsync(site.Owner, Token);
        var renewal = joined.Membership.RenewalDate!.Value;
        await site.Account.V1.PaymentMethods.UpdateAsync(joined.PaymentMethod!.Id, new PaymentMethodUpdateOptions { Card = new() { ExpYear = renewal.Year, ExpMonth = renewal.Month - 1 } }, cancellationToken: Token);
        await site.Memberships.RefreshAsync(site.Owner, Token);

        await CountAsync(site, "card-expiring", 0);
        site.Clock.Advance(TimeSpan.FromDays(345));
        await CountAsync(site, "card-expiring", 1);

        site.Mails.Sent.Single(mail => mail.Category == "card-expiring").Text.Should().Contain("ending in 4242");
    }

    private static async Task CountAsync(TestSite site, string category, int count)
    {
        await TestSite.EventuallyAsync(() => Task.FromResult(site.Mails.Sent.Count(mail => mail.Category == category) >= count), $"there are not {count} mails of {category}");
        await site.QuietAsync();
        site.Mails.Sent.Count(mail => mail.Category == category).Should().Be(count);
    }

    private static Task QueuedAsync(TestSite site, string prefix, int count) => TestSite.EventuallyAsync(async () =>
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection(site.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM sync_mail WHERE key LIKE '{prefix}%'";
        return (long)(await command.ExecuteScalarAsync(Token))! == count;
    }, $"there are not {count} of {prefix} in the outbox");
}
