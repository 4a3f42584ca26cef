using Connector.Stripe;
using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Stripe.Site;

/// <summary>Follows the configured properties.</summary>
internal sealed class MappedMembershipSite<TMember> : IMembershipSite
    where TMember : class
{
    private readonly MembershipMap _map;

    public MappedMembershipSite(MembershipMap map)
    {
        _map = map;
        if (map.Organization is null && typeof(TMember).GetProperty("Organization") is { PropertyType.IsClass: true } navigation)
        {
            map.Organization = new PayerMap(navigation.PropertyType);
            map.OrganizationNavigation = navigation.Name;
        }
    }

    public async Task<Payer?> FindPayerAsync(DbContext site, StripeOwner owner, CancellationToken cancellationToken = default)
    {
        var (map, entity) = await FindAsync(site, owner, cancellationToken);
        if (map is null || entity is null)
            return null;

        var organization = owner.Kind == StripeOwner.OrganizationKind ? Guid.Parse(owner.Id) : OrganizationOf(site, entity);
        return new Payer(map.Name(entity), map.Email?.Get(entity) as string, organization);
    }

    public async Task ApplyAsync(DbContext site, MembershipChange change, CancellationToken cancellationToken = default)
    {
        var (map, entity) = await FindAsync(site, change.Owner, cancellationToken);
        if (map is not null && entity is not null)
        {
            map.Status?.SetWord(entity, change.StatusName);

            // A date that the site had before it took dues through us stays until there are any.
            if (change.Membership.WasPaidFor)
                map.RenewalDate?.SetDate(entity, change.Membership.RenewalDate);
            if (change.Tier is { } tier)
                map.Tier?.SetWord(entity, tier);
        }

        if (_map.Organization is { } organizations && change.OrganizationId is { } id
            && await site.FindAsync(organizations.Type, [id], cancellationToken) is { } organization)
        {
            organizations.LastPaymentDate?.SetDate(organization, change.OrganizationLastPayment?.PaidOn);
            organizations.LastPaymentAmount?.SetAmount(organization, change.OrganizationLastPayment?.Net.ToDecimal());
        }

        foreach (var payment in _map.Payments is null ? [] : change.Payments)
            await ApplyAsync(site, _map.Payments!, payment, cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> ListPeopleAsync(DbContext site, Guid organizationId, CancellationToken cancellationToken = default)
    {
        var people = site.Model.FindEntityType(typeof(TMember));
        if (people is null || _map.OrganizationNavigation is null || people.FindNavigation(_map.OrganizationNavigation)?.ForeignKey.Properties is not [var foreign])
            return [];

        var key = people.FindPrimaryKey()!.Properties[0].Name;
        var set = site.Set<TMember>().AsNoTracking();
        var theirs = foreign.ClrType == typeof(Guid)
            ? set.Where(member => EF.Property<Guid>(member, foreign.Name) == organizationId)
            : set.Where(member => EF.Property<Guid?>(member, foreign.Name) == organizationId);
        return await theirs.Select(member => EF.Property<Guid>(member, key)).ToListAsync(cancellationToken);
    }

    private static async Task ApplyAsync(DbContext site, PaymentMap map, PaymentRecord payment, CancellationToken cancellationToken)
    {
        if (await site.FindAsync(map.Type, [payment.Id], cancellationToken) is { } row)
            map.Update?.Invoke(row, payment);
        else
            site.Add(map.Create(payment));
    }

    private async Task<(PayerMap? Map, object? Entity)> FindAsync(DbContext site, StripeOwner owner, CancellationToken cancellationToken)
    {
        var map = owner.Kind == StripeOwner.OrganizationKind ? _map.Organization : _map.Member;
        if (map is null || !Guid.TryParse(owner.Id, out var id))
            return (null, null);

        return (map, await site.FindAsync(map.Type, [id], cancellationToken));
    }

    private Guid? OrganizationOf(DbContext site, object member)
    {
        if (_map.OrganizationNavigation is not { } navigation || site.Entry(member).Metadata.FindNavigation(navigation)?.ForeignKey.Properties is not [var foreign])
            return null;

        return site.Entry(member).Property(foreign.Name).CurrentValue as Guid?;
    }
}
