using System.Text.Json.Nodes;
using Simulator.Faults;

namespace MemberPortal.Tests.Crash;

/// <summary>
/// The portal dies by SIGKILL at each I/O boundary of the way from a member's save to Salesforce. Whatever the member was told is saved is there
/// afterwards, once.
/// </summary>
public sealed class CrashTests : IAsyncLifetime
{
    private static readonly Guid Member = new("5eed0000-0000-7000-8000-000000000103");
    private const string Email = "tomas.lindqvist@northgate.example";
    private const string Password = "soup for everyone";

    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;
    private readonly MemberAtHome _member = new();
    private SurvivingOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));

    public async ValueTask DisposeAsync()
    {
        _member.Dispose();
        await _org.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_every_boundary_of_an_update_nothing_is_lost_or_doubled()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        var boundaries = await RecordAsync(site);
        boundaries.Should().Contain(boundary => boundary.Contains("PATCH", StringComparison.Ordinal), "the write to Salesforce is one of the boundaries");

        // One start for each boundary: it recovers from the last death and dies the next.
        var (died, expected) = (0, (IReadOnlyList<string>)["Recorded"]);
        for (var number = 0; number <= boundaries.Count; number++)
        {
            var boundary = number < boundaries.Count ? boundaries[number] : null;
            await using var portal = await PortalUnderFire.StartAsync(site, boundary, _org.Settings);
            await SettleAsync(portal, expected, number == 0 ? "(before the first)" : boundaries[number - 1]);
            if (boundary is null)
                break;

            // Once armed it may die before anybody asks: of what others do, too.
            var (before, name) = (await ShownAsync(portal), $"Lindqvist{number}");
            portal.Arm();
            expected = await SavedAsync(portal, name) ? [name] : [name, before];
            await Task.WhenAny(portal.Died, ArrivedAsync(name));
            died += await portal.DiesAsync() ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($"Killed at {died} of {boundaries.Count} boundaries of an update.");
        died.Should().BeGreaterThan(boundaries.Count / 2, "the boundaries are those of the recorded run, give or take what the clock decides");
        (await _org.QueryAsync("SELECT Id FROM Contact")).Count.Should().Be(5, "there are five members");
        (await _org.QueryAsync("SELECT Id FROM Account")).Count.Should().Be(5, "there are five organizations");
    }

    [Fact]
    public async Task Killed_after_Salesforce_committed_and_before_its_answer_nothing_is_doubled()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        await using (var portal = await PortalUnderFire.StartAsync(site, null, _org.Settings))
        {
            await _member.SignInAsync(portal.Address, Email, Password);
            await SettleAsync(portal, ["Lindqvist"], "the start");
            var silent = _org.Faults.Add(new FaultRule { Kind = FaultKind.TimeoutAfter, Method = "PATCH", Path = "*/sobjects/*" });
            (await _member.SaveLastNameAsync(portal.Address, "Committed")).Should().BeTrue();
            await Eventually.TrueAsync(async () => Name(await _org.ContactAsync(Member)) == "Committed", "Salesforce commits");
            await portal.KillAsync();
            _org.Faults.Remove(silent.Id);
        }

        await using var again = await PortalUnderFire.StartAsync(site, null, _org.Settings);
        await SettleAsync(again, ["Committed"], "a death between commit and answer");
        (await _org.QueryAsync("SELECT Id FROM Contact")).Count.Should().Be(5);
    }

    [Fact]
    public async Task Salesforce_away_the_portal_works_and_all_arrives_when_it_is_back()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        await using var portal = await PortalUnderFire.StartAsync(site, null, _org.Settings);
        await _member.SignInAsync(portal.Address, Email, Password);
        await SettleAsync(portal, ["Lindqvist"], "the start");

        var away = _org.Faults.Add(new FaultRule { Kind = FaultKind.Error, Status = 503 });
        (await _member.SaveLastNameAsync(portal.Address, "Patient")).Should().BeTrue("a save does not need Salesforce");
        await Eventually.TrueAsync(async () => (await _member.SyncStateAsync(portal.Address)).Contains("again", StringComparison.OrdinalIgnoreCase), "the member sees that it is tried again");
        Name(await QuietlyAsync(() => _org.ContactAsync(Member))).Should().NotBe("Patient");

        _org.Faults.Remove(away.Id);
        await SettleAsync(portal, ["Patient"], "the return");
    }

    [Fact]
    public async Task Hundred_rapid_saves_become_a_handful_of_calls_and_the_last_one_arrives()
    {
        var site = Path.Combine(_folder, "site");
        Directory.CreateDirectory(site);
        await using var portal = await PortalUnderFire.StartAsync(site, null, _org.Settings.Append("SyncEngine:Quiet=00:00:03").Append("SyncEngine:MaxQuiet=00:00:20"));
        await _member.SignInAsync(portal.Address, Email, Password);
        await SettleAsync(portal, ["Lindqvist"], "the start");
        var before = _org.Writes.Count;

        for (var save = 1; save <= 100; save++)
            (await _member.SaveLastNameAsync(portal.Address, $"Rapid{save}")).Should().BeTrue();

        await SettleAsync(portal, ["Rapid100"], "a hundred saves");
        (_org.Writes.Count - before).Should().BeInRange(1, 10);
    }

    private async Task<IReadOnlyList<string>> RecordAsync(string site)
    {
        await using var portal = await PortalUnderFire.StartAsync(site, null, _org.Settings);
        await _member.SignInAsync(portal.Address, Email, Password);
        await SettleAsync(portal, ["Lindqvist"], "the seed");
        portal.Arm();
        (await SavedAsync(portal, "Recorded")).Should().BeTrue();
        await SettleAsync(portal, ["Recorded"], "the recorded run");
        await Eventually.TrueAsync(() => Task.FromResult(portal.Boundaries.Any(boundary => boundary.StartsWith("after complete", StringComparison.Ordinal))), "the run ends");

        // One save passes each once; what comes again, and the jobs, are the clock's to decide.
        return [.. Boundaries.ThatMatter(portal.Boundaries).Where(boundary => Boundaries.All || (boundary.EndsWith("#1", StringComparison.Ordinal) && !boundary.Contains(" job ", StringComparison.Ordinal)))];
    }

    // Both sides agree, on one of the names that could have been saved, and the member sees it.
    private async Task SettleAsync(PortalUnderFire portal, IReadOnlyList<string> names, string after)
    {
        await Eventually.TrueAsync(async () =>
        {
            var here = await ShownAsync(portal);
            var contact = await _org.ContactAsync(Member);
            return names.Contains(here) && Name(contact) == here && contact!["Last_Synced__c"] is not null;
        }, $"both sides have {string.Join(" or ", names)} after {after}");
    }

    private async Task<string> ShownAsync(PortalUnderFire portal) => (await _member.ProfileAsync(portal.Address))["Input.LastName"];

    private async Task<bool> SavedAsync(PortalUnderFire portal, string name)
    {
        try
        {
            return await _member.SaveLastNameAsync(portal.Address, name);
        }
        catch (HttpRequestException)
        {
            // It died before it could say so.
            return false;
        }
    }

    private async Task ArrivedAsync(string name) =>
        await Eventually.TrueAsync(async () => Name(await _org.ContactAsync(Member)) == name, $"{name} arrives");

    private static async Task<JsonNode?> QuietlyAsync(Func<Task<JsonNode?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string? Name(JsonNode? contact) => contact?["LastName"]?.GetValue<string>();
}
