using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SyncEngine.Ledger;
using SyncEngine.Model;

namespace SyncEngine.Capture;

/// <summary>
/// Adds a mark for each changed mapped entity to the very save that changes it. It opens no transaction (a retrying strategy forbids that)
/// and relies on no commit hook (a raw commit would skip it). It trusts <c>IsModified</c>: <c>Update(detached)</c> has original and current equal.
/// </summary>
internal sealed class CaptureInterceptor(ICaptureCatalog catalog, ISyncActor actor, WakeUp wakeUp) : SaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, List<SyncMark>> _added = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Capture(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Capture(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Forget(eventData.Context!);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => TakeBack(eventData.Context!);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        TakeBack(eventData.Context!);
        return Task.CompletedTask;
    }

    public override void SaveChangesCanceled(DbContextEventData eventData) => TakeBack(eventData.Context!);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        TakeBack(eventData.Context!);
        return Task.CompletedTask;
    }

    private void Capture(DbContext context)
    {
        var changes = new Dictionary<(object Entity, CapturedMapping Mapping), HashSet<string>?>();
        foreach (var entry in context.ChangeTracker.Entries().ToList())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
                continue;

            var (owner, path) = Owner(context, entry);
            foreach (var mapping in owner is null ? [] : catalog.For(owner.Metadata.ClrType))
                Note(changes, owner!, mapping, entry, path);
        }

        if (changes.Count == 0)
            return;
        if (context.Model.FindEntityType(typeof(SyncMark)) is null)
            throw new InvalidOperationException($"{context.GetType().Name} has mapped entities but no marks: call modelBuilder.AddSyncEngine() in its OnModelCreating.");

        var cause = (actor.CurrentUserId is { } user ? new Cause(actor.IsStaff ? "admin" : "user", user) : new Cause("site")).ToString();
        var marks = changes.Select(change => new SyncMark
        {
            Id = Guid.CreateVersion7(),
            Key = WorkKey.ForRecord(change.Key.Mapping.Name, change.Key.Mapping.IdentityOf(change.Key.Entity)).ToString(),
            Lane = (int)change.Key.Mapping.Lane,
            Cause = cause,
            Fields = change.Value is null ? null : string.Join(',', change.Value),
        }).ToList();
        context.AddRange(marks);
        _added.AddOrUpdate(context, marks);
    }

    private static void Note(
        Dictionary<(object, CapturedMapping), HashSet<string>?> changes, EntityEntry owner, CapturedMapping mapping, EntityEntry entry, string? path)
    {
        var changed = Changed(mapping, entry, path);
        if (changed is { Count: 0 })
            return;

        // The external id is minted before the first save, so that the key is known whatever the database generates.
        mapping.IdentityOf(owner.Entity);
        var key = (owner.Entity, mapping);
        if (changes.TryGetValue(key, out var known) && known is not null && changed is not null)
            known.UnionWith(changed);
        else
            changes[key] = changed is null || known is null ? changed : known;
    }

    // Null stands for "the record as a whole": it was added or deleted.
    private static HashSet<string>? Changed(CapturedMapping mapping, EntityEntry entry, string? path)
    {
        if (path is not null)
            return mapping.Members.Contains(path) ? [path] : [];
        if (entry.State is EntityState.Added or EntityState.Deleted)
            return null;

        var changed = entry.Properties
            .Where(property => property.IsModified && mapping.Members.Contains(property.Metadata.Name))
            .Select(property => property.Metadata.Name)
            .Concat(entry.ComplexProperties
                .Where(property => property.IsModified && mapping.Members.Contains(property.Metadata.Name))
                .Select(property => property.Metadata.Name))
            .ToHashSet();
        foreach (var navigation in entry.References.Where(reference => mapping.Members.Contains(reference.Metadata.Name)))
        {
            if (navigation.Metadata is Microsoft.EntityFrameworkCore.Metadata.INavigation { IsOnDependent: true } parent
                && parent.ForeignKey.Properties.Any(key => entry.Property(key.Name).IsModified))
                changed.Add(navigation.Metadata.Name);
        }

        return changed;
    }

    // An owned entity's change is its owner's, under the navigation's name.
    private static (EntityEntry? Owner, string? Path) Owner(DbContext context, EntityEntry entry)
    {
        string? path = null;
        while (entry.Metadata.FindOwnership() is { } ownership)
        {
            path = ownership.PrincipalToDependent?.Name;
            var key = ownership.Properties.Select(property => entry.Property(property.Name).CurrentValue).ToArray();
            var owner = context.ChangeTracker.Entries().FirstOrDefault(candidate =>
                candidate.Metadata == ownership.PrincipalEntityType
                && ownership.PrincipalKey.Properties.Select(property => candidate.Property(property.Name).CurrentValue).SequenceEqual(key));
            if (owner is null)
                return (null, null);

            entry = owner;
        }

        return (entry, path);
    }

    private void Forget(DbContext context)
    {
        // The marks are the worker's now; a context that lives on must not carry them.
        if (_added.TryGetValue(context, out var marks))
        {
            Detach(context, marks);
            wakeUp.Signal();
        }
    }

    // A failed save may be tried again, by the site or by its strategy: it captures anew then.
    private void TakeBack(DbContext context)
    {
        if (_added.TryGetValue(context, out var marks))
            Detach(context, marks);
    }

    private void Detach(DbContext context, List<SyncMark> marks)
    {
        _added.Remove(context);
        foreach (var mark in marks)
            context.Entry(mark).State = EntityState.Detached;
    }
}
