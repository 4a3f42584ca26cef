using Connector.Stripe;
using Microsoft.Extensions.Options;
using SyncEngine.Journal;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Site;
using SyncEngine.Stripe.Webhooks;

namespace SyncEngine.Stripe.Control;

/// <summary>The webhook inbox as the control room shows it.</summary>
internal sealed class StripeInbox(IStripeWebhookInbox inbox, ISyncStore store, MembershipMap map, IOptions<StripeConnectorOptions> options) : ISyncInbox
{
    public string Name => "Stripe";

    public async Task<Page<InboxItem>> ListAsync(InboxState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default)
    {
        var page = await inbox.ListAsync((WebhookState?)state, pageSize, after, cancellationToken);
        var owners = await OwnersAsync([.. page.Items.Select(stored => stored.CustomerId).OfType<string>().Distinct()], cancellationToken);
        return new Page<InboxItem>([.. page.Items.Select(stored => Item(stored, owners))], page.Next);
    }

    public async Task<bool> ReplayAsync(string id, Cause cause, CancellationToken cancellationToken = default)
    {
        if (!WorkKey.TryParse($"admin:webhook:{id}", out var key) || !await inbox.ReplayAsync(id, cause, cancellationToken))
            return false;

        await store.WriteAsync((transaction, token) => transaction.DecideAsync(key, cause, "The delivery was replayed.", token), cancellationToken);
        return true;
    }

    // Whose they are, where that is known: people look for a person, not for a customer's id.
    private Task<Dictionary<string, WorkKey>> OwnersAsync(List<string> customers, CancellationToken cancellationToken) => store.ReadAsync(async (reading, token) =>
    {
        var owners = new Dictionary<string, WorkKey>();
        foreach (var customer in customers)
        {
            if (await reading.FindCustomerAsync(customer, token) is { } row && map.Record(row.Owner) is { } record)
                owners[customer] = record;
        }

        return owners;
    }, cancellationToken);

    private InboxItem Item(StoredWebhook stored, Dictionary<string, WorkKey> owners) => new(
        stored.Id, stored.Type, stored.ObjectId is null ? stored.ObjectType : $"{stored.ObjectType} {stored.ObjectId}",
        stored.CustomerId is { } customer && owners.TryGetValue(customer, out var record) ? record : StripeKeys.Of(stored.CustomerId, stored.ObjectType, stored.ObjectId),
        stored.ReceivedAt, (InboxState)stored.State, stored.Reason, StripePages.Of(stored.Id, options.Value));
}
