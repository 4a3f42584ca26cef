using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using SyncEngine.Ledger;
using SyncEngine.Model;

namespace SyncEngine.Capture;

/// <summary>
/// Adds a mark for each changed mapped entity to the very save that changes it. It opens no transaction (a retrying strategy forbids that)
/// and relies on no commit hook (a raw commit would skip it). It trusts <c>IsModified</c>: <c>Update(detached)</c> has original and current equal.
/// </summary>
internal sealed class CaptureInterceptor(ICaptureCatalog catalog, ISyncActor actor, WakeUp wakeUp) : SaveChangesInterceptor
{
    /// <summary>The cause of marks that a site's applier makes necessary by changing more than it was told.</summary>
    public static readonly Cause Applied = new("engine", "applied");

    private static readonly ConditionalWeakTable<DbContext, Silenced> Silent = [];

    private readonly ConditionalWeakTable<DbContext, List<SyncMark>> _added = [];

    /// <summary>
    /// The context's next save, of values that came from Salesforce, does not mark this key for these fields; null for the record as a whole.
    /// What a site's applier changes beyond them is heard.
    /// </summary>
    public static void Silence(DbContext context, string key, IEnumerable<string>? fields) => Silent.AddOrUpdate(context, new Silenced(key, fields?.ToHashSet()));

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
        var changes = new Dictionary<(EntityEntry Owner, CapturedMapping Mapping), HashSet<string>?>();
        var entries = context.ChangeTracker.Entries().ToList();
        var owners = new Lazy<Dictionary<object, EntityEntry>>(() => entries.ToDictionary(entry => entry.Entity, ReferenceEqualityComparer.Instance));
        foreach (var entry in entries)
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
                continue;

            var (owner, path) = Owner(entries, owners, entry);
            foreach (var mapping in owner is null ? [] : catalog.For(owner.Metadata.ClrType))
                Note(changes, owner!, mapping, entry, path);
        }

        var silenced = Silent.TryGetValue(context, out var known) ? known : null;
        Silent.Remove(context);
        if (changes.Count == 0)
            return;
        if (context.Model.FindEntityType(typeof(SyncMark)) is null)
            throw new InvalidOperationException($"{context.GetType().Name} has mapped entities but no marks: call modelBuilder.AddSyncEngine() in its OnModelCreating.");

        var cause = (silenced is not null ? Applied : actor.CurrentUserId is { } user ? new Cause(actor.IsStaff ? "admin" : "user", user) : new Cause("site")).ToString();
        var marks = changes.Select(change => new SyncMark
        {
            Id = Guid.CreateVersion7(),
            Key = WorkKey.ForRecord(change.Key.Mapping.Name, IdentityOf(change.Key.Owner, change.Key.Mapping)).ToString(),
            Lane = (int)change.Key.Mapping.Lane,
            Cause = cause,
            Fields = change.Value is null ? null : string.Join(',', change.Value),
        }).Where(mark => silenced?.Covers(mark) != true).ToList();
        context.AddRange(marks);
        _added.AddOrUpdate(context, marks);
    }

    private static void Note(
        Dictionary<(EntityEntry, CapturedMapping), HashSet<string>?> changes, EntityEntry owner, CapturedMapping mapping, EntityEntry entry, string? path)
    {
        var changed = Changed(mapping, entry, path);
        if (changed is { Count: 0 })
            return;

        var key = (owner, mapping);
        if (changes.TryGetValue(key, out var known) && known is not null && changed is not null)
            known.UnionWith(changed);
        else
            changes[key] = changed is null || known is null ? changed : known;
    }

    // Minted before the first save, through the tracker, so that it is saved along whatever else changed and the key is known whatever the database generates.
    private static string IdentityOf(EntityEntry owner, CapturedMapping mapping)
    {
        if (mapping.Identity.Read(owner.Entity) is { } known)
            return known;
        if (owner.Metadata.FindProperty(mapping.IdentityMember) is null)
            return mapping.Identity.Of(owner.Entity);

        owner.Property(mapping.IdentityMember).CurrentValue = mapping.Identity.Mint();
        return mapping.Identity.Read(owner.Entity)!;
    }

    // Null stands for "the record as a whole": it was added or deleted.
    private static HashSet<string>? Changed(CapturedMapping mapping, EntityEntry entry, string? path)
    {
        if (entry.State is EntityState.Added or EntityState.Deleted)
            return path is null ? null : [.. mapping.Fields.Where(field => field.DependsOn(path)).Select(field => field.Name)];

        var prefix = path is null ? "" : path + ".";
        var paths = entry.Properties.Where(property => property.IsModified).Select(property => prefix + property.Metadata.Name)
            .Concat(entry.ComplexProperties.Where(property => property.IsModified).Select(property => prefix + property.Metadata.Name))
            .Concat(entry.References.Where(PointsElsewhere).Select(reference => prefix + reference.Metadata.Name))
            .ToList();
        return [.. mapping.Fields
            .Where(field => paths.Exists(field.DependsOn) || (paths.Count > 0 && path is null && field.Paths.Any(read => !IsTracked(entry.Metadata, read))))
            .Select(field => field.Name)];
    }

    private static bool PointsElsewhere(ReferenceEntry reference) =>
        reference.Metadata is INavigation { IsOnDependent: true } navigation
        && navigation.ForeignKey.Properties.Any(key => reference.EntityEntry.Property(key.Name).IsModified);

    // A property that the site computes is not tracked: any change may be one of it.
    private static bool IsTracked(IEntityType type, string path)
    {
        var root = path.Split('.')[0];
        return type.FindProperty(root) is not null || type.FindNavigation(root) is not null || type.FindComplexProperty(root) is not null;
    }

    // An owned entity's change is its owner's, under the navigation's path.
    private static (EntityEntry? Owner, string? Path) Owner(List<EntityEntry> entries, Lazy<Dictionary<object, EntityEntry>> owners, EntityEntry entry)
    {
        string? path = null;
        while (entry.Metadata.FindOwnership() is { } ownership)
        {
            var name = ownership.PrincipalToDependent?.Name;
            path = path is null ? name : $"{name}.{path}";
            if (Principal(entries, owners, entry, ownership) is not { } owner)
                return (null, null);

            entry = owner;
        }

        return (entry, path);
    }

    private static EntityEntry? Principal(List<EntityEntry> entries, Lazy<Dictionary<object, EntityEntry>> owners, EntityEntry entry, IForeignKey ownership)
    {
        if (ownership.DependentToPrincipal is { } navigation && entry.Reference(navigation.Name).CurrentValue is { } known)
            return owners.Value.GetValueOrDefault(known);

        var key = ownership.Properties.Select(property => entry.Property(property.Name).CurrentValue).ToArray();
        return entries.Find(candidate =>
            candidate.Metadata == ownership.PrincipalEntityType
            && ownership.PrincipalKey.Properties.Select(property => candidate.Property(property.Name).CurrentValue).SequenceEqual(key));
    }

    private void Forget(DbContext context)
    {
        // The marks are the worker's now; a context that lives on must not carry them.
        if (_added.TryGetValue(context, out var marks))
        {
            Detach(context, marks);
            wakeUp.SignalMarks();
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

    private sealed record Silenced(string Key, HashSet<string>? Fields)
    {
        public bool Covers(SyncMark mark) =>
            mark.Key == Key && (Fields is null || (mark.Fields is { } fields && fields.Split(',').All(Fields.Contains)));
    }
}
