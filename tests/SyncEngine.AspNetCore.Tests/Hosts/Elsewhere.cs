using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Model;

namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>Another service as a package would bring it into the room: its deliveries, what must hold with it, its pages.</summary>
public sealed class Elsewhere : ISyncInbox, ISyncInvariants, ISyncLinks
{
    private const string Paid = "Every payment has an Opportunity in Salesforce";

    public static Action<IServiceCollection> Add => services => services
        .AddSingleton<Elsewhere>().AddSingleton<ISyncInbox>(provider => provider.GetRequiredService<Elsewhere>())
        .AddSingleton<ISyncInvariants>(provider => provider.GetRequiredService<Elsewhere>()).AddSingleton<ISyncLinks>(provider => provider.GetRequiredService<Elsewhere>());

    public List<(string What, Cause Cause)> Asked { get; } = [];

    public string Name => "Payments";

    public Task<Page<InboxItem>> ListAsync(InboxState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new Page<InboxItem>([.. Items().Where(item => state is null || item.State == state)], null));

    public Task<bool> ReplayAsync(string id, Cause cause, CancellationToken cancellationToken = default)
    {
        Asked.Add(($"replay {id}", cause));
        return Task.FromResult(Items().Any(item => item.Id == id));
    }

    public Task<InvariantReport?> LatestAsync(CancellationToken cancellationToken = default) => Task.FromResult<InvariantReport?>(new InvariantReport(
        TimeProvider.System.GetUtcNow().AddMinutes(-5), "128 payments of the last 35 days, 15,360.00 USD.", [Paid, "Nobody is charged twice for one membership"],
        [
            new("one", Paid, "pi_3", "The record failed in Salesforce.", "send the record to Salesforce again") { Key = Seed.Key(Seed.Ada), Sums = ["Stripe: 120.00 USD"], Link = new Uri("https://pay.example/pi_3") },
            new("two", Paid, "pi_4", "Somebody deleted the Opportunity.", null),
        ]));

    public async Task<InvariantReport> CheckAsync(Cause cause, CancellationToken cancellationToken = default)
    {
        Asked.Add(("check", cause));
        return (await LatestAsync(cancellationToken))!;
    }

    public Task<bool> RepairAsync(string id, Cause cause, CancellationToken cancellationToken = default)
    {
        Asked.Add(($"repair {id}", cause));
        return Task.FromResult(id == "one");
    }

    public Task<IReadOnlyList<(string Text, Uri Address)>> FindAsync(WorkKey key, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<(string, Uri)>>(key == Seed.Key(Seed.Ada) ? [("Customer cus_7", new Uri("https://pay.example/cus_7"))] : []);

    private static InboxItem[] Items() =>
    [
        new("evt_1", "invoice.paid", "customer cus_7", new WorkKey("stripe", "customer", "cus_7"), TimeProvider.System.GetUtcNow().AddMinutes(-3), InboxState.Reconciled, null, null),
        new("evt_2", "radar.early_fraud_warning.created", null, null, TimeProvider.System.GetUtcNow().AddHours(-3), InboxState.Quarantined, "Its type is none that this package acts on.", new Uri("https://pay.example/evt_2")),
    ];
}
