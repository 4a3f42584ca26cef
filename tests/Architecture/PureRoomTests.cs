using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Architecture;

/// <summary>Rooms that only think: they import no room that talks to a disk, a network or a clock.</summary>
public sealed class PureRoomTests
{
    private static readonly ArchUnitNET.Domain.Architecture Houses =
        new ArchLoader().LoadAssemblies([.. Packages.All]).Build();

    private static readonly string[] OutsideWorld =
    [
        "System.Net", "System.Data", "System.IO.File", "System.IO.Stream", "System.Diagnostics.Process", "System.TimeProvider",
        "Microsoft.EntityFrameworkCore", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    [Theory]
    [InlineData("SyncEngine.Model", new[] { "SyncEngine" })]
    [InlineData("SyncEngine.Merge", new[] { "SyncEngine" })]
    [InlineData("Connector.Stripe.Billing", new[] { "Connector.Stripe" })]
    public void Pure_room_imports_no_room_that_does_io(string room, string[] house)
    {
        var ioRooms = new[] { "Storage", "Ledger", "Records", "Capture", "Hosting", "Inbound", "Journal", "Mail", "Http", "Checkout", "Webhooks", "Reconciliation" }
            .SelectMany(folder => house.Select(name => $"{name}.{folder}"))
            .ToArray();
        var types = Houses.Types.Where(type => type.Namespace.FullName == room).ToList();

        var trespasses =
            from type in types
            from dependency in type.Dependencies
            let target = dependency.Target.FullName
            where ioRooms.Concat(OutsideWorld).Any(area => target == area || target.StartsWith(area + ".", StringComparison.Ordinal))
            select $"{type.FullName} → {target}";

        types.Should().NotBeEmpty();
        trespasses.Distinct().Should().BeEmpty();
    }

    [Fact]
    public void Engine_rooms_below_do_not_import_the_rooms_above()
    {
        // Who may not know whom: the ledger knows nothing of records, mail or journal; storage knows nothing of the ledger's work.
        (string Room, string[] Above)[] rules =
        [
            ("SyncEngine.Ledger", ["SyncEngine.Records", "SyncEngine.Inbound", "SyncEngine.Merge", "SyncEngine.Mail", "SyncEngine.Hosting"]),
            ("SyncEngine.Storage", ["SyncEngine.Records", "SyncEngine.Inbound", "SyncEngine.Merge", "SyncEngine.Mail", "SyncEngine.Hosting", "SyncEngine.Capture"]),
            ("SyncEngine.Capture", ["SyncEngine.Records", "SyncEngine.Inbound", "SyncEngine.Merge", "SyncEngine.Mail"]),
            ("SyncEngine.Mapping", ["SyncEngine.Records", "SyncEngine.Inbound", "SyncEngine.Ledger", "SyncEngine.Hosting"]),
        ];

        var trespasses =
            from rule in rules
            from type in Houses.Types
            where type.Namespace.FullName == rule.Room
            from dependency in type.Dependencies
            let target = dependency.Target.FullName
            where rule.Above.Any(above => target.StartsWith(above + ".", StringComparison.Ordinal))
            select $"{type.FullName} → {target}";

        trespasses.Distinct().Should().BeEmpty();
    }
}
