using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Model;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Mail;

/// <summary>Alerts by mail: to whom, about what, and each only once.</summary>
public sealed class MailAlertTests : IAsyncLifetime
{
    private readonly Sender _sender = new();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Engine.Sqlite);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Pause_and_alert_reach_everybody_named_once_with_the_way_to_the_control_room()
    {
        await using var site = await SiteAsync(("To:0", "ada@example.org"), ("To:1", "grace@example.org"), ("To:2", "ADA@example.org"), ("ControlRoom", "https://site.example/admin/sync"), ("Name", "Longtable"));
        var alerts = site.Services.GetRequiredService<ISyncAlerts>();
        var pause = new ScopePause("record:Member", new Failure(FailureClass.Authentication, "Salesforce lets us not in.", "Check the integration user."), DateTimeOffset.UnixEpoch);

        await alerts.PausedAsync(pause);
        await alerts.PausedAsync(pause);
        await alerts.RaisedAsync(new SyncAlert(AlertKind.DeadLetters, "", "3 records do not get through."));
        await site.StartAsync();
        await TestSite.UntilAsync(() => Task.FromResult(_sender.Sent.Count >= 4), "the mails to be sent");
        await site.IdleAsync();

        _sender.Sent.Select(mail => (mail.To, mail.Subject)).Should().BeEquivalentTo(
        [
            ("ada@example.org", "[Longtable] record:Member is paused"), ("grace@example.org", "[Longtable] record:Member is paused"),
            ("ada@example.org", "[Longtable] records do not get through"), ("grace@example.org", "[Longtable] records do not get through"),
        ]);
        _sender.Sent.Should().OnlyContain(mail => mail.Text.Contains("https://site.example/admin/sync"));
        _sender.Sent.First(mail => mail.Subject.Contains("paused")).Text.Should().ContainAll("Salesforce lets us not in.", "Check the integration user.", "nothing is lost");
    }

    [Fact]
    public async Task Nobody_named_is_nobody_told()
    {
        await using var site = await SiteAsync();

        await site.Services.GetRequiredService<ISyncAlerts>().RaisedAsync(new SyncAlert(AlertKind.BudgetLow, "", "Nearly used up."));
        await site.StartAsync();
        await site.IdleAsync();

        _sender.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("a@example.org\r\nBcc: b@example.org")]
    public async Task Address_that_is_none_stops_the_start(string address)
    {
        await using var site = await SiteAsync(("To:0", address));

        var read = () => site.Services.GetRequiredService<IOptions<MailAlertOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().WithMessage("*SyncEngine:Alerts:To*");
    }

    private Task<TestSite> SiteAsync(params (string Name, string Value)[] settings) => TestSite.CreateAsync(
        _database,
        map =>
        {
            TestSite.Standard(map);
            map.AddMailAlerts();
        },
        services => services.AddSingleton<IMailSender>(_sender),
        settings: settings.ToDictionary(setting => $"SyncEngine:Alerts:{setting.Name}", setting => (string?)setting.Value));

    private sealed class Sender : IMailSender
    {
        public ConcurrentQueue<OutgoingMail> Sent { get; } = [];

        public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken = default)
        {
            Sent.Enqueue(mail);
            return Task.CompletedTask;
        }
    }
}
