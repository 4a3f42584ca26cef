using MemberPortal.Data;
using Microsoft.EntityFrameworkCore;
using SyncEngine;
using SyncEngine.Ledger;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace MemberPortal.Members;

/// <summary>
/// The last part of a deletion: once the emptied record has arrived in Salesforce, the engine's journal forgets its former values. A kind of work of the
/// portal's own, so that it happens however often the process dies in between.
/// </summary>
internal sealed class Forgetting(PortalDbContext context, ISyncStatus sync, ISyncEdits edits) : IReconciler
{
    public const string WorkKind = "forget";

    public string Kind => WorkKind;

    public int MaxBatchSize => 10;

    public static MarkRequest Mark(Guid memberId, TimeSpan delay) =>
        new(new WorkKey(WorkKind, nameof(Member), memberId.ToString()), Lane.Profiles, new Cause("user", "deletion")) { Delay = delay };

    public async Task ReconcileAsync(IWorkBatch batch, CancellationToken cancellationToken)
    {
        foreach (var item in batch.Items)
            await batch.CompleteAsync([new Completion(item, await ForgetAsync(item.Key, cancellationToken))], cancellationToken);
    }

    private async Task<Outcome> ForgetAsync(WorkKey key, CancellationToken cancellationToken)
    {
        // A deletion that was not carried out has nothing to forget.
        if (!Guid.TryParse(key.Id, out var id) || !await context.Members.AsNoTracking().AnyAsync(member => member.Id == id && member.Email == PersonalData.FormerEmail(id), cancellationToken))
            return Outcome.Completed;

        var record = WorkKey.ForRecord(nameof(Member), key.Id);
        if ((await sync.GetAsync(record, cancellationToken)).State is not (SyncState.InSync or SyncState.Unknown))
            return new Outcome.Waiting(record, "The emptied record has not arrived in Salesforce yet; the journal is emptied after it.");

        await edits.ForgetAsync(record, new Cause("user", "deletion"), cancellationToken);
        return Outcome.Completed;
    }
}
