using MemberPortal.Tests.Mail;
using MimeKit;

namespace MemberPortal.Tests.Crash;

/// <summary>
/// The portal dies by SIGKILL on the way from Checkout to the Opportunity and both mails: webhooks stored, customer read, payment and member written, Salesforce told,
/// mails handed over. A sample of the boundaries, spread evenly; all of them with <c>CRASH_ALL=1</c>.
/// </summary>
public sealed class PaymentCrashTests : IAsyncLifetime
{
    private const int Sample = 8;
    private const string Email = "eli.brandt@tallpines.example";
    private const string Password = "soup for everyone";

    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;
    private readonly MemberAtHome _member = new();
    private readonly SmallSmtpServer _mail = new();
    private SurvivingOrg _org = null!;
    private SurvivingAccount _account = null!;
    private List<string> _settings = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));
        _account = await SurvivingAccount.OpenAsync(_org.Address);

        // An address that stays, however the ports change: the same wish then gets the same page.
        _settings =
        [
            .. _org.Settings, .. _account.Settings,
            "Mail:Host=127.0.0.1", $"Mail:Port={_mail.Port}", "Mail:Security=None", "Portal:PublicUrl=http://127.0.0.1:9",
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _member.Dispose();
        _account.Dispose();
        await _org.DisposeAsync();
        await _mail.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_every_boundary_of_a_payment_nothing_is_lost_and_no_Opportunity_doubled()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        await JoinForTheFirstTimeAsync(site);
        var boundaries = await RecordAsync(site);
        boundaries.Should().Contain(boundary => boundary.Contains("store-webhooks", StringComparison.Ordinal)).And.Contain(boundary => boundary.EndsWith("mail#2", StringComparison.Ordinal));
        var chosen = Chosen(boundaries);

        // One start for each boundary: it recovers from the last death, the member joins once more, and it dies the next.
        var died = 0;
        for (var number = 0; number <= chosen.Count; number++)
        {
            var boundary = number < chosen.Count ? chosen[number] : null;
            await using var portal = await StartAsync(site, boundary);
            await SettleAsync(portal, number == 0 ? "the recorded run" : chosen[number - 1]);
            if (boundary is null)
                break;

            await MakeRoomAsync(portal);
            portal.Arm();
            await JoinAsync(portal, waitsForWebhooks: number % 2 == 1);
            await Task.WhenAny(portal.Died, ArrivedAsync());
            died += await portal.DiesAsync() ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($"Killed at {died} of {chosen.Count} boundaries of a payment; {boundaries.Count} were recorded.");
        died.Should().BeGreaterThan(chosen.Count / 3, "the boundaries are those of the recorded run, give or take what the clock decides");
        (await _account.CustomersAsync()).Should().ContainSingle("a payer has one customer");
        (await _org.QueryAsync("SELECT Id FROM Contact")).Count.Should().Be(5, "there are five members");
        (await _org.QueryAsync("SELECT Id FROM Account")).Count.Should().Be(5, "there are five organizations");
    }

    private async Task<PortalUnderFire> StartAsync(string site, string? dieAt)
    {
        var portal = await PortalUnderFire.StartAsync(site, dieAt, _settings);
        await _account.DeliverToAsync(portal.Address);
        return portal;
    }

    // The customer is made at Stripe, and nothing here knows of it yet: the next try must find it.
    private async Task JoinForTheFirstTimeAsync(string site)
    {
        await using (var dying = await StartAsync(site, "after POST /v1/customers#1"))
        {
            await _member.SignInAsync(dying.Address, Email, Password);
            await Eventually.TrueAsync(async () => (await _org.QueryAsync("SELECT Id FROM Contact WHERE Last_Synced__c != null")).Count == 5, "everybody is in Salesforce");
            dying.Arm();
            await JoinAsync(dying, waitsForWebhooks: false);
            await dying.Died.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }

        await using var portal = await StartAsync(site, null);
        await JoinAsync(portal, waitsForWebhooks: false);
        (await _account.PaidAsync()).Should().Be(1);
        await SettleAsync(portal, "the customer was made");
    }

    private async Task<IReadOnlyList<string>> RecordAsync(string site)
    {
        await using var portal = await StartAsync(site, null);
        await MakeRoomAsync(portal);
        portal.Arm();
        await JoinAsync(portal, waitsForWebhooks: true);
        await SettleAsync(portal, "the recorded run");
        return Boundaries.ThatMatter(portal.Boundaries);
    }

    private static IReadOnlyList<string> Chosen(IReadOnlyList<string> boundaries)
    {
        if (Boundaries.All)
            return boundaries;

        var writes = boundaries.Where(boundary => !IsLateRound(boundary)).ToList();
        return [.. Enumerable.Range(0, Sample).Select(number => writes[number * (writes.Count - 1) / (Sample - 1)]).Distinct()];
    }

    // How often the worker goes round is the clock's to decide.
    private static bool IsLateRound(string boundary) =>
        boundary.Split('#') is [var name, var occurrence] && (name.EndsWith(" fold", StringComparison.Ordinal) || name.EndsWith(" claim", StringComparison.Ordinal)) && occurrence is not ("1" or "2" or "3");

    private async Task MakeRoomAsync(PortalUnderFire portal)
    {
        await _account.EndAsync();
        await Eventually.TrueAsync(async () => await _member.CanPayAsync(portal.Address), "the member may join again");
    }

    // The member pays whatever page comes up, and returns at once or after the webhooks have done it all.
    private async Task JoinAsync(PortalUnderFire portal, bool waitsForWebhooks)
    {
        try
        {
            if (await _member.StartPayingAsync(portal.Address, "Individual") is not { } page)
                return;

            var back = await _account.PayAsync(page);
            if (waitsForWebhooks)
                await Task.WhenAny(portal.Died, ArrivedAsync());
            await _member.VisitAsync(new Uri(portal.Address, back.PathAndQuery));
        }
        catch (HttpRequestException)
        {
            // It died before it could answer.
        }
    }

    // Everybody knows of each payment, once.
    private async Task SettleAsync(PortalUnderFire portal, string after)
    {
        await ArrivedAsync(after);
        var paid = await _account.PaidAsync();
        await Eventually.TrueAsync(_account.IsDeliveredAsync, $"each webhook is taken after {after}");
        await Eventually.TrueAsync(async () => await _member.PaymentsAsync(portal.Address) == paid, $"the member sees {paid} payments after {after}");
        (await OpportunitiesAsync()).Should().Be(paid, $"a payment is one Opportunity after {after}");
        (await _org.QueryAsync("SELECT Id FROM Opportunity WHERE StageName = 'Closed Won' AND Amount = 45")).Count.Should().BeGreaterThanOrEqualTo(paid);
        await Eventually.TrueAsync(async () => (await _org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{Email}' AND Payment_Status__c = 'paid' AND Renewal_Date__c != null")).Count == 1, $"the Contact is paid after {after}");
        await Eventually.TrueAsync(async () => (await _org.QueryAsync("SELECT Id FROM Account WHERE Name = 'Tall Pines Pantry' AND Amount__c = 45 AND Last_Payment_Date__c != null")).Count == 1, $"the Account has the last payment after {after}");

        // Sent again only under the same id, and then it says the same.
        foreach (var same in Mails().GroupBy(mail => mail.MessageId))
            same.Select(mail => (mail.To.ToString(), mail.Subject, mail.TextBody)).Distinct().Should().ContainSingle();
        Mails().Select(mail => mail.MessageId).Distinct().Count().Should().Be(2 * paid, $"a payment is one receipt and one notice after {after}");
    }

    private async Task ArrivedAsync(string after = "a payment") => await Eventually.TrueAsync(
        async () => await _account.PaidAsync() is var paid && await OpportunitiesAsync() >= paid && Ids(Email) >= paid && Ids("accounting@longtable.example") >= paid,
        $"Opportunity, receipt and notice are there after {after}");

    private async Task<int> OpportunitiesAsync() => (await _org.QueryAsync("SELECT Id FROM Opportunity WHERE Account.Name = 'Tall Pines Pantry'")).Count;

    private int Ids(string to) => Mails().Where(mail => mail.To.ToString().Contains(to, StringComparison.Ordinal)).Select(mail => mail.MessageId).Distinct().Count();

    // The others are reminded of their own dues meanwhile.
    private List<MimeMessage> Mails() =>
    [
        .. _mail.Mails.Select(text => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))))
            .Where(mail => mail.To.ToString().Contains(Email, StringComparison.Ordinal) || mail.Subject?.Contains("Eli Brandt", StringComparison.Ordinal) == true),
    ];
}
