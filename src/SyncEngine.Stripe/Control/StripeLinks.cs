using Connector.Stripe;
using Microsoft.Extensions.Options;
using SyncEngine.Model;
using SyncEngine.Storage;
using SyncEngine.Stripe.Facts;
using SyncEngine.Stripe.Site;

namespace SyncEngine.Stripe.Control;

/// <summary>Leads from a member's or an organisation's page to its customers at Stripe.</summary>
internal sealed class StripeLinks(ISyncStore store, MembershipMap map, IOptions<StripeConnectorOptions> options) : ISyncLinks
{
    public async Task<IReadOnlyList<(string Text, Uri Address)>> FindAsync(WorkKey key, CancellationToken cancellationToken = default)
    {
        if (key is { Kind: StripeKeys.Kind, Type: StripeKeys.CustomerType })
            return Page(key.Id);

        var owner = key switch
        {
            { Kind: WorkKey.RecordKind } when key.Type == map.MemberMapping => $"{StripeOwner.MemberKind}:{key.Id}",
            { Kind: WorkKey.RecordKind } when key.Type == map.Organization?.Type.Name => $"{StripeOwner.OrganizationKind}:{key.Id}",
            { Kind: StripeKeys.Kind } => $"{key.Type}:{key.Id}",
            _ => null,
        };
        return !StripeOwner.TryParse(owner, out var payer)
            ? []
            : [.. (await store.ReadAsync((reading, token) => reading.CustomersOfAsync(payer, token), cancellationToken)).SelectMany(customer => Page(customer.Id))];
    }

    private (string, Uri)[] Page(string id) => StripePages.Of(id, options.Value) is { } page ? [($"Stripe customer {id}", page)] : [];
}
