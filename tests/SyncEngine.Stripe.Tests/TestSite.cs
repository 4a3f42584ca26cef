using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Connector.Salesforce;
using Connector.Stripe;
using Connector.Stripe.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Simulator;
using SyncEngine.Mail;
using SyncEngine.Stripe.Webhooks;
using Stripe;

namespace SyncEngine.Stripe.Tests;

/// <summary>A site with a database of its own, beside a simulated Stripe account that delivers nothing by itself; both go by the simulator's clock.</summary>
public sealed class TestSite : IAsyncDisposable
{
    public const string Secret = "whsec_test";
    public const string OrgToken = "token-of-the-test-org";
    public static readonly Uri Done = new("https://site.example/paid");
    public static readonly Uri Back = new("https://site.example/back");

    private readonly string _database = Path.Combine(Path.GetTempPath(), $"stripe-{Guid.NewGuid():N}.db");
    private readonly SimulatorHost _simulator;
    private readonly bool _ownsSimulator;
    private readonly Dictionary<string, string?> _settings;
    private bool _mapsPayments;

    private TestSite(SimulatorHost simulator, bool ownsSimulator, Dictionary<string, string?> settings)
    {
        (_simulator, _ownsSimulator, _settings) = (simulator, ownsSimulator, settings);
        Clock = simulator.Services.GetRequiredService<SimulatorClock>();
        Account = new StripeClient(new StripeClientOptions { ApiKey = "sk_test_simulator", ApiBase = simulator.Address.ToString().TrimEnd('/') });
        Browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
    }

    public WebApplication App { get; private set; } = null!;

    public string ConnectionString => $"Data Source={_database}";

    public SimulatorHost Simulator => _simulator;

    public SimulatorClock Clock { get; }

    /// <summary>The account's own dashboard, so to speak.</summary>
    public StripeClient Account { get; }

    public HttpClient Browser { get; }

    public RecordingSender Mails { get; } = new();

    public IStripeMemberships Memberships => App.Services.GetRequiredService<IStripeMemberships>();

    public IStripeWebhookInbox Inbox => App.Services.GetRequiredService<IStripeWebhookInbox>();

    public Uri WebhookUrl => new(new Uri(App.Urls.First()), "/webhooks/stripe");

    public StripeOwner Owner { get; private set; }

    public Guid MemberId { get; private set; }

    public Guid OrganizationId { get; private set; }

    public static async Task<TestSite> StartAsync(
        Action<Dictionary<string, string?>>? configure = null, SimulatorHost? simulator = null, bool runWorker = true, Action<IServiceCollection>? services = null, bool mapsPayments = false)
    {
        var settings = new Dictionary<string, string?>();
        var owns = simulator is null;
        simulator ??= await StartSimulatorAsync();
        var site = new TestSite(simulator, owns, settings) { _mapsPayments = mapsPayments };
        var basic = await site.PriceAsync(7500);
        var plus = await site.PriceAsync(12000);
        foreach (var (key, value) in new Dictionary<string, string?>
        {
            ["Stripe:ApiKey"] = "sk_test_simulator",
            ["Stripe:ApiBase"] = simulator.Address.ToString(),
            ["Stripe:WebhookSecrets:0"] = Secret,
            ["Stripe:MaxRetries"] = "0",
            ["Membership:Tiers:Basic"] = basic,
            ["Membership:Tiers:Plus"] = plus,
            ["Membership:AccountingEmail"] = "accounting@example.org",
            ["Membership:MembershipUrl"] = "https://site.example/membership",
            ["Membership:TimeZone"] = "Europe/Berlin",
            ["SyncEngine:PollingInterval"] = "00:00:00.050",
            ["SyncEngine:RunWorker"] = runWorker.ToString(),
        })
            settings[key] = value;

        configure?.Invoke(settings);
        await site.StartAppAsync(services);
        return site;
    }

    public static Task<SimulatorHost> StartSimulatorAsync()
    {
        var options = new SimulatorOptions { Url = "http://127.0.0.1:0", GrpcPort = null };
        options.Salesforce.Certificates.Clear();
        options.Salesforce.FixedAccessToken = OrgToken;
        return SimulatorHost.StartAsync(options, TestContext.Current.CancellationToken);
    }

    /// <summary>Pays a hosted page as a browser does.</summary>
    public async Task PayAsync(Uri page, string card = "4242 4242 4242 4242")
    {
        using var response = await SubmitAsync(page, card);
        ((int)response.StatusCode).Should().Be(303, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<HttpResponseMessage> SubmitAsync(Uri page, string card) => Browser.PostAsync(page, new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["email"] = "ada@example.org", ["paymentMethod"] = "card", ["cardNumber"] = card, ["cardExpiry"] = "12 / 48", ["cardCvc"] = "123", ["billingName"] = "Ada Lovelace",
    }), TestContext.Current.CancellationToken);

    /// <summary>Joins through the hosted page; no webhook is delivered.</summary>
    public async Task<string> JoinAsync(string tier = "Basic", string card = "4242 4242 4242 4242", StripeOwner? owner = null)
    {
        var start = await Memberships.StartCheckoutAsync(
            new CheckoutRequest { Owner = owner ?? Owner, Tier = tier, SuccessUrl = Done, CancelUrl = Back }, TestContext.Current.CancellationToken);
        await PayAsync(start.Url!, card);
        return start.SessionId!;
    }

    /// <summary>All events of the account, the oldest first, as Stripe would send them.</summary>
    public async Task<List<string>> EventsAsync()
    {
        var events = new List<string>();
        string? after = null;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_simulator.Address, $"/v1/events?limit=100{(after is null ? "" : $"&starting_after={after}")}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_simulator");
            using var response = await Browser.SendAsync(request, TestContext.Current.CancellationToken);
            var page = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            events.AddRange(page["data"]!.AsArray().Select(one => one!.ToJsonString()));
            if (!page["has_more"]!.GetValue<bool>())
                break;

            after = page["data"]!.AsArray()[^1]!["id"]!.ToString();
        }

        events.Reverse();
        return events;
    }

    /// <summary>Delivers a body over HTTP, signed now unless told otherwise.</summary>
    public Task<HttpResponseMessage> DeliverAsync(string body, string? signature = "", string contentType = "application/json") =>
        DeliverAsync(Encoding.UTF8.GetBytes(body), signature, contentType);

    public async Task<HttpResponseMessage> DeliverAsync(byte[] body, string? signature = "", string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookUrl) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("Stripe-Signature", signature.Length > 0 ? signature : WebhookSignature.Sign(body, Secret, Clock.GetUtcNow()));
        return await Browser.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task DeliverAllAsync(IEnumerable<string>? events = null)
    {
        foreach (var body in events ?? await EventsAsync())
        {
            using var response = await DeliverAsync(body);
            ((int)response.StatusCode).Should().Be(200, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Waits until nothing is pending.</summary>
    public async Task QuietAsync()
    {
        var status = App.Services.GetRequiredService<ISyncStatus>();
        await EventuallyAsync(async () =>
        {
            var overview = await status.GetOverviewAsync(TestContext.Current.CancellationToken);
            return overview.Lanes.Sum(lane => lane.Pending) == 0;
        }, "work is still pending");
    }

    public static async Task EventuallyAsync(Func<Task<bool>> condition, string otherwise)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(90);
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() > deadline)
                throw new TimeoutException(otherwise);

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public async Task<T> QueryAsync<T>(Func<SiteContext, Task<T>> query)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<SiteContext>());
    }

    public Task<Member> MemberAsync() => QueryAsync(context => context.Members.Include(member => member.Organization).SingleAsync(member => member.Id == MemberId));

    public Task<List<Payment>> PaymentsAsync() => QueryAsync(context => context.Payments.OrderBy(payment => payment.Name).ToListAsync());

    /// <summary>All that the site knows in the end, as text: two histories came to the same when these are equal.</summary>
    public async Task<string> PictureAsync()
    {
        var member = await MemberAsync();
        var payments = await PaymentsAsync();
        var overview = await Memberships.GetAsync(Owner, TestContext.Current.CancellationToken);
        return string.Join('\n',
            [
                $"{member.PaymentStatus} {member.Tier} {member.RenewalDate:O} {member.Organization!.LastPaymentDate:O} {member.Organization.LastPaymentAmount}",
                $"{overview.Membership.Status} {overview.Membership.RenewalDate:O} {overview.Membership.Renews} {overview.Payments.Count}",
                .. payments.Select(payment => $"{payment.Id} {payment.Name} {payment.Amount} {payment.Status}"),
                .. Mails.Sent.Select(mail => $"{mail.Category} {mail.To} {mail.Subject}").Order(),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await App.DisposeAsync();
        if (_ownsSimulator)
            await _simulator.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_database) + "*"))
            System.IO.File.Delete(file);
    }

    private async Task<string> PriceAsync(long amount)
    {
        var product = await Account.V1.Products.CreateAsync(new ProductCreateOptions { Name = "Annual dues" });
        var price = await Account.V1.Prices.CreateAsync(new PriceCreateOptions { Product = product.Id, UnitAmount = amount, Currency = "usd", Recurring = new() { Interval = "year" } });
        return price.Id;
    }

    private async Task StartAppAsync(Action<IServiceCollection>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        if (_mapsPayments)
            builder.Services.AddSalesforceConnector(options => (options.AccessToken, options.InstanceUrl) = (OrgToken, _simulator.Address));
        else
            builder.Services.AddSingleton(DispatchProxy.Create<ISalesforceClient, Unused>());
        builder.Services.AddSingleton<IMailSender>(Mails);
        builder.Services.AddDbContext<SiteContext>(options => options.UseSqlite(ConnectionString));
        configure?.Invoke(builder.Services);
        var engine = builder.Services.AddSyncEngine<SiteContext>(builder.Configuration);
        if (_mapsPayments)
            engine.Map<Payment>("Opportunity", map => map.ExternalId(payment => payment.Id, "Portal_Id__c")
                .Field(payment => payment.Name, "Name").Field(payment => payment.Amount, "Amount").Field(payment => payment.PaidOn, "CloseDate").Constant("StageName", "Closed Won"));
        engine.AddStripeMemberships<Member>(stripe => stripe
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
        App = builder.Build();
        App.MapStripeWebhook();
        await using (var scope = App.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<SiteContext>();
            await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
            var organization = new Organization { Id = Guid.NewGuid(), Name = "Analytical Society", Email = "office@society.example" };
            var member = new Member { Id = Guid.NewGuid(), FirstName = "Ada", LastName = "Lovelace", Email = "ada@example.org", Organization = organization };
            context.Add(member);
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            (MemberId, OrganizationId, Owner) = (member.Id, organization.Id, StripeOwner.Member(member.Id));
        }

        await App.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Nothing here is mapped to Salesforce, so nobody calls it.</summary>
    public class Unused : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException("Salesforce has no part in this.");
    }
}
