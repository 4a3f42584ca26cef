using System.Linq.Expressions;
using SyncEngine.Stripe.Site;

namespace SyncEngine.Stripe;

/// <summary>
/// Says where the site keeps memberships and payments. What is not said follows property names: <c>Email</c>, <c>FirstName</c> and <c>LastName</c> (or <c>Name</c>),
/// <c>PaymentStatus</c>, <c>RenewalDate</c>, <c>Tier</c>, and a navigation <c>Organization</c> with <c>LastPaymentDate</c> and <c>LastPaymentAmount</c>.
/// </summary>
/// <typeparam name="TMember">The site's entity type for people; its key is a <see cref="Guid"/>.</typeparam>
public sealed class StripeMembershipsBuilder<TMember>
    where TMember : class
{
    internal StripeMembershipsBuilder(MembershipMap map) => Map = map;

    internal MembershipMap Map { get; }

    /// <summary>The member's own properties, where their names differ.</summary>
    public StripeMembershipsBuilder<TMember> Member(Action<PayerMapBuilder<TMember>> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(new PayerMapBuilder<TMember>(Map.Member));
        return this;
    }

    /// <summary>The organisation that a member belongs to; its key is a <see cref="Guid"/>.</summary>
    /// <param name="navigation">The member's navigation property to it.</param>
    /// <param name="configure">The organisation's properties, where their names differ.</param>
    public StripeMembershipsBuilder<TMember> Organization<TOrganization>(
        Expression<Func<TMember, TOrganization?>> navigation, Action<PayerMapBuilder<TOrganization>>? configure = null)
        where TOrganization : class
    {
        ArgumentNullException.ThrowIfNull(navigation);
        Map.OrganizationNavigation = PayerMapBuilder<TMember>.Property(navigation).Name;
        Map.Organization = new PayerMap(typeof(TOrganization));
        configure?.Invoke(new PayerMapBuilder<TOrganization>(Map.Organization));
        return this;
    }

    /// <summary>
    /// The site's entity for payments, so that they can be shown, and mapped to an Opportunity like anything else. The row is added through the site's
    /// context: its key must be <see cref="PaymentRecord.Id"/>, which makes it exactly one.
    /// </summary>
    /// <param name="create">Makes the row.</param>
    /// <param name="update">Brings a row to what the payment has become, after a refund or a dispute; null when nothing of it shows there.</param>
    public StripeMembershipsBuilder<TMember> Payments<TPayment>(Func<PaymentRecord, TPayment> create, Action<TPayment, PaymentRecord>? update = null)
        where TPayment : class
    {
        ArgumentNullException.ThrowIfNull(create);
        Map.PaymentMapping ??= typeof(TPayment).Name;
        Map.Payments = new PaymentMap(typeof(TPayment), create, update is null ? null : (row, payment) => update((TPayment)row, payment));
        return this;
    }

    /// <summary>The names of the mappings to Salesforce, if they are not the entities': payments are told in the member's journal, and looked for as Opportunities.</summary>
    public StripeMembershipsBuilder<TMember> MappedAs(string member, string? payment = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(member);
        Map.MemberMapping = member;
        Map.PaymentMapping = payment ?? Map.PaymentMapping;
        return this;
    }
}
