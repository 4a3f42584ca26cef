using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Every page of the room, as the seeded site has it.</summary>
public static class RoomPages
{
    public static readonly (string Name, string Path)[] All =
    [
        ("overview", "/admin/sync"),
        ("overview-week", "/admin/sync?window=week"),
        ("journal", "/admin/sync/journal"),
        ("journal-which", "/admin/sync/journal?q=failed"),
        ("journal-empty", "/admin/sync/journal?q=nobody"),
        ("journal-fault", "/admin/sync/journal?from=yesterday"),
        ("record", $"/admin/sync/record?key={Seed.Key(Seed.Ada)}"),
        ("record-failed", $"/admin/sync/record?key={Seed.Key(Seed.Failed[0])}"),
        ("record-missing", "/admin/sync/record?key=nonsense"),
        ("failures", "/admin/sync/failures"),
        ("failures-ignored", "/admin/sync/failures?ignored=1"),
        ("record-field", $"/admin/sync/field?key={Seed.Key(Seed.Ada)}&name=Name"),
        ("conflicts", "/admin/sync/conflicts"),
        ("matches", "/admin/sync/matches"),
        ("bulk", "/admin/sync/bulk"),
        ("run-dry", $"/admin/sync/run?id={Seed.DryRun}"),
        ("run", $"/admin/sync/run?id={Seed.Run}"),
        ("checks", "/admin/sync/checks"),
        ("inbox", "/admin/sync/inbox"),
        ("mappings", "/admin/sync/mappings"),
        ("mapping", "/admin/sync/mapping?name=Person"),
        ("mapping-history", "/admin/sync/mapping/history?name=Person"),
        ("audit", "/admin/sync/audit"),
        ("said", "/admin/sync/failures?said=retried&count=3"),
    ];
}
