using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Nothing is changed in the room without the audit telling who did it.</summary>
public sealed class AuditTests
{
    // Trying a draft changes nothing; other packages journal what they are asked for themselves.
    private static readonly string[] Untold = ["/mapping/try", "/checks/run", "/checks/repair", "/inbox/replay"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_action_that_changes_something_is_told_with_who_did_it()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        using var staff = await host.ClientAsync();
        var conflict = (await host.App.Services.GetRequiredService<ISyncConflicts>().FindAsync(Seed.Key(Seed.Alan), Cancel))[0];
        var groups = await host.App.Services.GetRequiredService<ISyncFailures>().GroupAsync(Cancel);
        var changed = (await host.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Key = Seed.Key(Seed.Ada), Field = "Name" }, Cancel)).Items.Single();
        var (run, dry, ada) = (("id", Seed.Run.ToString()), ("id", Seed.DryRun.ToString()), ("key", Seed.Key(Seed.Ada).ToString()));
        (string Action, (string, string)[] Fields)[] actions =
        [
            ("/record/undo", [("id", $"{changed.Id}"), ("field", "Name")]), ("/record/sync", [ada]), ("/record/forget", [ada, ("sure", "on")]), ("/record/unlink", [ada, ("then", "new")]),
            ("/failures/ignore", [("key", Seed.Key(Seed.Failed[2]).ToString()), ("reason", "A test.")]), ("/failures/retry", [("key", Seed.Key(Seed.Failed[0]).ToString())]),
            ("/failures/retry-group", [("group", groups.Single(group => group.Count == 2).Id)]),
            ("/conflicts/decide", [("key", Seed.Key(Seed.Alan).ToString()), ("fields", "1"), ("field.0", conflict.Field), ("choice.0", "Local"), ("seen.0", conflict.Seen())]),
            ("/conflicts/rule", [("step", "decide"), ("rule", "site"), ("mapping", "Person"), ("field", "")]),
            ("/matches/create", [("key", Seed.Key(Seed.Grace).ToString())]), ("/bulk/start", [("mapping", "Person"), ("which", "all")]), ("/run/carry-out", [dry]), ("/run/resume", [run]), ("/run/pause", [run]), ("/run/cancel", [run]),
            ("/mapping/switch", [("name", "Person"), ("outward", "Shadow"), ("inward", "On")]), ("/mapping/rollback", [("name", "Person"), ("version", "0"), ("basedOn", "1")]), ("/checks/job", [("job", "sweep:Person")]),
            ("/failures/retry-all", []), ("/resume", [("scope", "record:Person")]),
        ];

        foreach (var (action, fields) in actions)
        {
            var before = await ToldAsync(host);
            using var answer = await staff.PostFormAsync("/admin/sync/bulk", $"/admin/sync{action}", fields);

            answer.StatusCode.Should().Be(System.Net.HttpStatusCode.SeeOther, action);
            if (action != "/failures/retry-all")
                (await ToldAsync(host)).Should().BeGreaterThan(before, action);
        }

        DoorTests.Routes(host, "POST").Select(path => path["/admin/sync".Length..]).Except(actions.Select(entry => entry.Action)).Except(Untold)
            .Should().BeEquivalentTo(["/matches/adopt", "/mapping/publish"], "these two are told in tests of their own, and a new action needs its line here");
    }

    private static async Task<long> ToldAsync(RunningHost host) =>
        (await host.App.Services.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Action = JournalAction.Decided, Cause = "admin:7", PageSize = 500 }, Cancel)).Items.Count;
}
