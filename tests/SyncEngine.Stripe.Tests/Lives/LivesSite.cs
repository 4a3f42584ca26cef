using System.Reflection;
using System.Text;
using Connector.Salesforce;
using Connector.Stripe;
using Connector.Stripe.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Simulator;
using Simulator.Storage;
using SyncEngine.Mail;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Tests.Lives;

/// <summary>A site with its database and its worker beside a <see cref="LivingAccount"/>, on a clock that can be moved forward.</summary>
internal sealed class LivesSite : IAsyncDisposable
{
    private const string Secret = "whsec_lives";

    private readonly string _database = Path.Combine(Path.GetTempPath(), $"lives-{Guid.NewGuid():N}.db");
    private readonly DocumentStore _store = DocumentStore.Open(null);
    private IHost _host = null!;

    private LivesSite()
    {
        Clock = new SimulatorClock(_store);
        Account = new LivingAccount(Clock);
    }

    public SimulatorClock Clock { get; }

    public LivingAccount Account { get; }

    public RecordingSender Mails { get; } = new();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<LivesSite> StartAsync(IEnumerable<Member> members)
    {
        var site = new LivesSite();
        await site.StartHostAsync(members);
        return site;
    }

    public async Task DeliverAsync(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var receipt = await Get<IStripeWebhookInbox>().ReceiveAsync(bytes, WebhookSignature.Sign(bytes, Secret, Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        receipt.Outcome.Should().BeOneOf(WebhookOutcome.Stored, WebhookOutcome.Duplicate);
    }

    public async Task<T> QueryAsync<T>(Func<SiteContext, Task<T>> query)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<SiteContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_database) + "*"))
            File.Delete(file);
    }

    private async Task StartHostAsync(IEnumerable<Member> members)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Membership:Tiers:Basic"] = "price_basic",
            ["Membership:Tiers:Plus"] = "price_plus",
            ["Membership:AccountingEmail"] = "accounting@example.org",
            ["Membership:TimeZone"] = "Europe/Berlin",
            ["SyncEngine:PollingInterval"] = "00:00:00.050",
            ["SyncEngine:Quiet"] = "00:00:00",
        });
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(DispatchProxy.Create<ISalesforceClient, TestSite.Unused>());
        builder.Services.AddSingleton<IMailSender>(Mails);
        builder.Services.AddSingleton<IStripeConnector>(Account);
        builder.Services.Configure<StripeConnectorOptions>(options =>
        {
            options.ApiKey = "sk_test_lives";
            options.WebhookSecrets.Add(Secret);
        });

        // Compared when the test says so.
        builder.Services.Configure<StripeMembershipOptions>(options => options.ReconcileAt = null);
        builder.Services.AddDbContext<SiteContext>(options => options.UseSqlite($"Data Source={_database}"));
        builder.Services.AddSyncEngine<SiteContext>(builder.Configuration)
            .AddStripeMemberships<Member>(stripe => stripe
                .Organization(member => member.Organization)
                .Payments(
                    payment => new Payment
                    {
                        Id = payment.Id,
                        Name = payment.Name,
                        Amount = payment.Net.ToDecimal(),
                        Currency = payment.Amount.Currency.ToString(),
                        PaidOn = payment.PaidOn,
                        Status = payment.State.ToString(),
                        MemberId = payment.MemberId,
                        OrganizationId = payment.OrganizationId,
                    },
                    (row, payment) => (row.Amount, row.Status) = (payment.Net.ToDecimal(), payment.State.ToString())));
        _host = builder.Build();
        await using (var scope = _host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<SiteContext>();
            await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            context.AddRange(members);
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await _host.StartAsync(TestContext.Current.CancellationToken);
    }
}
