using SyncEngine.Model;

namespace SyncEngine;

/// <summary>Deliveries of another service as they were taken in, for the control room to show and replay. A package that takes some in registers one.</summary>
public interface ISyncInbox
{
    /// <summary>Whose deliveries they are, for people: <c>Stripe</c>.</summary>
    string Name { get; }

    /// <summary>Deliveries, the newest first.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="pageSize">At most so many, 1 to 500.</param>
    /// <param name="after">The former page's <see cref="Page{T}.Next"/>; null for the first.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    Task<Page<InboxItem>> ListAsync(InboxState? state = null, int pageSize = 50, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>Looks at what a delivery is about once more; the present state is read, whatever the delivery says. Journalled.</summary>
    /// <returns>False when there is no such delivery.</returns>
    Task<bool> ReplayAsync(string id, Cause cause, CancellationToken cancellationToken = default);
}
