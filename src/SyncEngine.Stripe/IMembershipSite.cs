using Connector.Stripe;
using Microsoft.EntityFrameworkCore;

namespace SyncEngine.Stripe;

/// <summary>
/// The site's own rows. <c>AddStripeMemberships</c> brings an implementation that follows the configured properties; a site with other needs
/// registers its own. It is called inside transactions: it reads and changes tracked entities, and neither saves nor calls anybody.
/// </summary>
public interface IMembershipSite
{
    /// <summary>Finds a payer; null when there is no such row (any more).</summary>
    Task<Payer?> FindPayerAsync(DbContext site, StripeOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Brings the rows to what the change says. May be called again with the same.</summary>
    Task ApplyAsync(DbContext site, MembershipChange change, CancellationToken cancellationToken = default);

    /// <summary>The people who belong to an organisation, as payers' ids.</summary>
    Task<IReadOnlyList<Guid>> ListPeopleAsync(DbContext site, Guid organizationId, CancellationToken cancellationToken = default);
}
