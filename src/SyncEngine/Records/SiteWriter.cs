using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.Capture;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Model;
using SyncEngine.Storage;

namespace SyncEngine.Records;

/// <summary>
/// Writes to the site's entities in the engine's own transaction: what changed in Salesforce, deletions that follow, values that a person put back.
/// What the engine itself writes from Salesforce is no edit of the site's, so that its own key is not marked for it.
/// </summary>
internal sealed class SiteWriter(IServiceProvider services, MappingCatalog catalog)
{
    private static readonly MethodInfo Applying = typeof(SiteWriter).GetMethod(nameof(ApplyTypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo Identifying = typeof(SiteWriter).GetMethod(nameof(IdentifyTypedAsync), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly MethodInfo Finding = typeof(SiteWriter).GetMethod(nameof(FindTypedAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Applies the plan's inward part.</summary>
    /// <returns>The local values that stand now, by field, of those that were applied.</returns>
    public async Task<AppliedChange> ApplyAsync(IStoreTransaction store, RecordWork work, CancellationToken cancellationToken)
    {
        var applied = new AppliedChange(new Dictionary<string, string?>(), new Dictionary<string, string>());
        var plans = work.Plan!.Fields.Where(plan => plan.Action is FieldAction.Apply or FieldAction.Set).ToList();
        await store.ChangeSiteAsync(async (context, token) =>
        {
            var entity = await FindAsync(context, work.Mapping, work.ExternalId, token) ?? throw new RecordChangedException();
            var changes = plans.Select(plan => Change(work, entity, plan)).ToList();
            applied = await (Task<AppliedChange>)Applying.MakeGenericMethod(work.Mapping.EntityType).Invoke(this, [context, work, entity, changes, token])!;
            CaptureInterceptor.Silence(context, work.Item.Key.ToString(), applied.Values.Keys);
        }, cancellationToken);
        return applied;
    }

    /// <summary>Deletes or archives the site's record.</summary>
    public static async Task RemoveAsync(IStoreTransaction store, RecordWork work, CancellationToken cancellationToken) =>
        await store.ChangeSiteAsync(async (context, token) =>
        {
            if (await FindAsync(context, work.Mapping, work.ExternalId, token) is not { } entity)
                return;

            if (work.Mapping.OnSalesforceDelete == DeletePolicy.Archive)
                work.Mapping.LocalArchive!(entity);
            else
                context.Remove(entity);
            CaptureInterceptor.Silence(context, work.Item.Key.ToString(), null);
        }, cancellationToken);

    /// <summary>Sets one field as an edit of the site's, which is captured like any other. The check decides on the present value; false leaves it.</summary>
    public static async Task<bool> SetAsync(
        IStoreTransaction store, EntityMapping mapping, string externalId, FieldMapping field, string? value, Func<string?, bool> check, CancellationToken cancellationToken)
    {
        var set = false;
        await store.ChangeSiteAsync(async (context, token) =>
        {
            var entity = await FindAsync(context, mapping, externalId, token);
            set = entity is not null && check(field.Read(entity));
            if (set)
                Set(context, entity!, field, value);
        }, cancellationToken);
        return set;
    }

    /// <summary>Adds a new entity for a Salesforce record, its id minted.</summary>
    /// <returns>Its external id.</returns>
    public static async Task<string> AddAsync(IStoreTransaction store, EntityMapping mapping, Action<DbContext, object> prepare, CancellationToken cancellationToken)
    {
        var id = "";
        await store.ChangeSiteAsync((context, _) =>
        {
            var entity = mapping.MakeLocal!();
            id = mapping.IdentityOf(entity);
            context.Add(entity);
            prepare(context, entity);
            return Task.CompletedTask;
        }, cancellationToken);
        return id;
    }

    /// <summary>Gives some of the entities that have no external id one.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> IdentifyAsync(IStoreTransaction store, EntityMapping mapping, int atMost, CancellationToken cancellationToken)
    {
        var count = 0;
        await store.ChangeSiteAsync(async (context, token) =>
            count = await (Task<int>)Identifying.MakeGenericMethod(mapping.EntityType).Invoke(null, [context, mapping, atMost, token])!, cancellationToken);
        return count;
    }

    private static async Task<int> IdentifyTypedAsync<TEntity>(DbContext context, EntityMapping mapping, int atMost, CancellationToken cancellationToken)
        where TEntity : class
    {
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var property = Expression.Property(entity, mapping.Identity.Member);
        var isBlank = Nullable.GetUnderlyingType(property.Type) is null && property.Type == typeof(Guid)
            ? Expression.Equal(property, Expression.Constant(Guid.Empty))
            : Expression.Equal(property, Expression.Constant(null, property.Type));
        if (context.Model.FindEntityType(typeof(TEntity))?.FindProperty(mapping.Identity.Member) is { } known && known.IsKey())
            return 0;

        var rows = await context.Set<TEntity>().IgnoreQueryFilters().Where(Expression.Lambda<Func<TEntity, bool>>(isBlank, entity)).Take(atMost).ToListAsync(cancellationToken);
        foreach (var row in rows)
            context.Entry(row).Property(mapping.Identity.Member).CurrentValue = mapping.Identity.Mint();
        return rows.Count;
    }

    /// <summary>Sets a mapped property from canonical text, through the tracker: private setters work.</summary>
    public static void Set(DbContext context, object entity, FieldMapping field, string? value)
    {
        var property = context.Entry(entity).Property(field.Member ?? throw new RemoteChangeRefusedException($"{field.Name} is computed and cannot be written.", field.Name));
        try
        {
            property.CurrentValue = ValueForm.Parse(property.Metadata.ClrType, value, property.Metadata.IsNullable);
        }
        catch (FormatException exception)
        {
            throw new RemoteChangeRefusedException($"Salesforce's value of {field.RemoteField} has another type than the site's {field.Name}.", field.Name, exception);
        }
    }

    private static RemoteFieldChange Change(RecordWork work, object entity, FieldPlan plan)
    {
        var remoteField = RecordPlanning.RemoteField(work.Mapping, plan.Field);
        var input = work.Input!.Fields.First(input => input.Field == plan.Field);
        var field = work.Mapping.Fields.FirstOrDefault(field => field.Name == plan.Field);

        // The plan was made for the value that was read; somebody may have written since without a mark.
        if (field is not null && field.Read(entity) != input.Local)
            throw new RecordChangedException();

        return new RemoteFieldChange(plan.Field, remoteField, input.Local,
            plan.Action == FieldAction.Set ? plan.Value
            : field is null ? work.RemoteParents.GetValueOrDefault(plan.Field)
            : RecordPlanning.Remote(work.Mapping, plan.Field, work.ReadBack ?? work.Remote!));
    }

    private async Task<AppliedChange> ApplyTypedAsync<TEntity>(
        DbContext context, RecordWork work, TEntity entity, List<RemoteFieldChange> changes, CancellationToken cancellationToken)
        where TEntity : class
    {
        var unknown = changes.Where(change => IsUnknownParent(work, change)).ToList();
        var parents = new Dictionary<string, object?>();
        foreach (var change in changes.Except(unknown))
        {
            if (work.Mapping.Parents.FirstOrDefault(parent => parent.Navigation == change.Field) is { } parent)
                parents[change.Field] = change.After is null ? null : await FindAsync(context, catalog.ForEntity(parent.ParentType), change.After, cancellationToken);
        }

        var remote = new RemoteChange<TEntity>(entity, context, [.. changes.Except(unknown)], field =>
        {
            if (parents.TryGetValue(field, out var parent))
                context.Entry(entity).Reference(field).CurrentValue = parent;
            else
                Set(context, entity, work.Mapping.Fields.First(mapped => mapped.Name == field), changes.First(change => change.Field == field).After);
        });
        if (services.GetService<IRemoteChangeApplier<TEntity>>() is { } applier)
            await applier.ApplyAsync(remote, cancellationToken);
        else
            remote.SetAll();

        var values = new Dictionary<string, string?>();
        foreach (var change in changes.Except(unknown).Where(change => !remote.Deferred.ContainsKey(change.Field)))
            values[change.Field] = parents.ContainsKey(change.Field) ? change.After : work.Mapping.Fields.First(field => field.Name == change.Field).Read(entity);
        return new AppliedChange(values, remote.Deferred
            .Concat(unknown.Select(change => KeyValuePair.Create(change.Field, "the parent that Salesforce names is not linked with any here"))).ToDictionary());
    }

    private static bool IsUnknownParent(RecordWork work, RemoteFieldChange change) =>
        work.Mapping.Parents.Any(parent => parent.Navigation == change.Field) && !work.RemoteParents.ContainsKey(change.Field);

    private static Task<object?> FindAsync(DbContext context, EntityMapping mapping, string externalId, CancellationToken cancellationToken) =>
        (Task<object?>)Finding.MakeGenericMethod(mapping.EntityType).Invoke(null, [context, mapping, externalId, cancellationToken])!;

    private static async Task<object?> FindTypedAsync<TEntity>(DbContext context, EntityMapping mapping, string externalId, CancellationToken cancellationToken)
        where TEntity : class
    {
        var query = context.Set<TEntity>().IgnoreQueryFilters().AsQueryable();
        foreach (var include in MappedIncludes.Of(context.Model.FindEntityType(typeof(TEntity))!, mapping.Paths))
            query = query.Include(include);
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var property = Expression.Property(entity, mapping.Identity.Member);
        object? id = property.Type == typeof(string) ? externalId : Guid.TryParse(externalId, out var guid) ? guid : null;
        if (id is null)
            return null;

        var equals = Expression.Equal(property, QueryParameter.Of(id, property.Type));
        return await query.FirstOrDefaultAsync(Expression.Lambda<Func<TEntity, bool>>(equals, entity), cancellationToken);
    }
}
