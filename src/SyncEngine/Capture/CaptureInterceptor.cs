using System.Data.Common;
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
/// and relies on no hook of a commit that is not the save's own (a raw commit would skip it). It trusts <c>IsModified</c>: <c>Update(detached)</c>
/// has original and current equal.
/// </summary>
internal sealed class CaptureInterceptor(ICaptureCatalog catalog, ISyncActor actor, WakeUp wakeUp) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    /// <summary>The cause of marks that a site's applier makes necessary by changing more than it was told.</summary>
    public static readonly Cause Applied = new("engine", "applied");

    private static readonly ConditionalWeakTable<DbContext, Silenced> Silent = [];

    private readonly ConditionalWeakTable<DbContext, AddedMarks> _added = [];

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
        Complete(eventData.Context!);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Complete(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    InterceptionResult IDbTransactionInterceptor.TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        if (_added.TryGetValue(eventData.Context!, out var marks))
            marks.Write(transaction);
        return result;
    }

    async ValueTask<InterceptionResult> IDbTransactionInterceptor.TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken)
    {
        if (_added.TryGetValue(eventData.Context!, out var marks))
            await marks.WriteAsync(transaction, cancellationToken);
        return result;
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
        // Mostly nothing that is mapped changes, or one record does.
        Dictionary<(EntityEntry Owner, string Mapping), Change>? changes = null;
        var entries = context.ChangeTracker.Entries().ToList();
        Lazy<Dictionary<object, EntityEntry>>? owners = null;
        foreach (var entry in entries)
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
                continue;

            owners ??= new(() => entries.ToDictionary(entry => entry.Entity, ReferenceEqualityComparer.Instance));
            var (owner, path) = Owner(entries, owners, entry);
            foreach (var mapping in owner is null ? [] : catalog.For(owner.Metadata.ClrType))
                Note(changes ??= [], owner!, mapping, entry, path);
        }

        var silenced = Silent.TryGetValue(context, out var known) ? known : null;
        Silent.Remove(context);
        if (changes is null or { Count: 0 })
            return;
        if (context.Model.FindEntityType(typeof(SyncMark)) is null)
            throw new InvalidOperationException($"{context.GetType().Name} has mapped entities but no marks: call modelBuilder.AddSyncEngine() in its OnModelCreating.");

        var cause = (silenced is not null ? Applied : actor.CurrentUserId is { } user ? new Cause(actor.IsStaff ? "admin" : "user", user) : new Cause("site")).ToString();
        var marks = new List<SyncMark>(changes.Count);
        foreach (var ((owner, _), (mapping, fields)) in changes)
        {
            var mark = new SyncMark
            {
                Id = Guid.CreateVersion7(),
                Key = WorkKey.ForRecord(mapping.Name, IdentityOf(owner, mapping)).ToString(),
                Lane = (int)mapping.Lane,
                Cause = cause,
                Fields = fields is null ? null : string.Join(',', fields),
            };
            if (silenced?.Covers(mark) == true)
                continue;

            marks.Add(mark);
        }

        if (marks.Count > 0)
            _added.AddOrUpdate(context, new AddedMarks(context, marks));
    }

    private static void Note(
        Dictionary<(EntityEntry, string), Change> changes, EntityEntry owner, CapturedMapping mapping, EntityEntry entry, string? path)
    {
        var changed = WatchedMembers.Changed(mapping, entry, path);
        if (changed is { Count: 0 })
            return;

        // What is said of the record as a whole stays said.
        var key = (owner, mapping.Name);
        changes[key] = !changes.TryGetValue(key, out var known) ? new(mapping, changed)
            : known.Fields is null || changed is null ? new(mapping, null)
            : new(mapping, [.. known.Fields.Union(changed)]);
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

    private void Complete(DbContext context)
    {
        // The marks are the worker's now; a context that lives on must not carry them.
        if (!_added.TryGetValue(context, out var marks))
            return;

        TakeBack(context);
        marks.Complete();
        wakeUp.SignalMarks();
    }

    // A failed save may be tried again, by the site or by its strategy: it captures anew then.
    private void TakeBack(DbContext context)
    {
        if (!_added.TryGetValue(context, out var marks))
            return;

        _added.Remove(context);
        marks.Release();
    }

    private sealed record Change(CapturedMapping Mapping, IReadOnlyCollection<string>? Fields);

    private sealed record Silenced(string Key, HashSet<string>? Fields)
    {
        public bool Covers(SyncMark mark) =>
            mark.Key == Key && (Fields is null || (mark.Fields is { } fields && fields.Split(',').All(Fields.Contains)));
    }
}
