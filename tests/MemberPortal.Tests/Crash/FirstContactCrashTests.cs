using Simulator.Faults;

namespace MemberPortal.Tests.Crash;

/// <summary>The portal dies by SIGKILL on its very first way out, with everybody to send: each boundary's death has an org and a site of its own.</summary>
public sealed class FirstContactCrashTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crash-").FullName;
    private SurvivingOrg _org = null!;

    public async ValueTask InitializeAsync() => _org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));

    public async ValueTask DisposeAsync()
    {
        await _org.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_every_boundary_of_first_contact_nothing_is_doubled()
    {
        // Everything is committed here and nothing is there yet; copies of this folder then die on their way out.
        var seeded = Path.Combine(_folder, "seeded");
        Directory.CreateDirectory(seeded);
        var silence = _org.Faults.Add(new FaultRule { Kind = FaultKind.Error, Status = 503 });
        await using (var portal = await PortalUnderFire.StartAsync(seeded, null, _org.Settings))
        using (var member = new MemberAtHome())
            await member.SignInAsync(portal.Address, "tomas.lindqvist@northgate.example", "soup for everyone");

        _org.Faults.Remove(silence.Id);
        var deaths = await RecordFirstContactAsync(seeded);
        deaths.Should().Contain(boundary => boundary.Contains("/Contact/", StringComparison.Ordinal), "the writes to Salesforce are among the boundaries");
        var died = 0;
        foreach (var (boundary, number) in deaths.Select((boundary, number) => (boundary, number)))
        {
            await using var org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));
            var site = Path.Combine(_folder, $"site{number}");
            Copy(seeded, site);
            await using (var dying = await PortalUnderFire.StartAsync(site, boundary, org.Settings))
            {
                dying.Arm();
                await Task.WhenAny(dying.Died, FilledAsync(org));
                died += await dying.DiesAsync() ? 1 : 0;
            }

            await using var portal = await PortalUnderFire.StartAsync(site, null, org.Settings);
            await FilledAsync(org).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Contact WHERE Last_Synced__c != null")).Count == 5, $"all arrive after {boundary}");
            (await org.QueryAsync("SELECT Id FROM Contact")).Count.Should().Be(5, $"each member has one Contact after {boundary}");
            (await org.QueryAsync("SELECT Id FROM Account")).Count.Should().Be(5, $"each organization has one Account after {boundary}");
        }

        TestContext.Current.SendDiagnosticMessage($"Killed at {died} of {deaths.Count} boundaries of first contact.");
        died.Should().BeGreaterThan(deaths.Count / 2, "the boundaries are those of the recorded run, give or take what the clock decides");
    }

    private async Task<IReadOnlyList<string>> RecordFirstContactAsync(string seeded)
    {
        await using var org = await SurvivingOrg.StartAsync(Path.Combine(_folder, "key"));
        var site = Path.Combine(_folder, "recorded");
        Copy(seeded, site);
        await using var portal = await PortalUnderFire.StartAsync(site, null, org.Settings);
        portal.Arm();
        await FilledAsync(org);
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Contact WHERE Last_Synced__c != null")).Count == 5, "all arrive");
        await Eventually.TrueAsync(() => Task.FromResult(portal.Boundaries.Count(boundary => boundary.StartsWith("after complete", StringComparison.Ordinal)) >= 2), "the run ends");
        return Boundaries.ThatMatter(portal.Boundaries);
    }

    private static async Task FilledAsync(SurvivingOrg org) =>
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Contact WHERE Account.Name != null")).Count >= 5, "everybody arrives");

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
