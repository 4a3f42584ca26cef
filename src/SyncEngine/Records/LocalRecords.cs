using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using SyncEngine.Mapping;

namespace SyncEngine.Records;

/// <summary>
/// Reads through the site's context, untracked, one query for each 500. The site's query filters are left out: a row that a tenant's or a soft-delete
/// filter hides is still there, and its absence would be taken for a deletion.
/// </summary>
internal sealed class LocalRecords<TContext>(TContext context) : ILocalRecords
    where TContext : DbContext
{
    private static readonly MethodInfo Generic =
        typeof(LocalRecords<TContext>).GetMethod(nameof(LoadTypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly MethodInfo Finding =
        typeof(LocalRecords<TContext>).GetMethod(nameof(FindTypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    public async Task<IReadOnlyDictionary<string, object>> LoadAsync(EntityMapping mapping, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, object>();
        foreach (var chunk in externalIds.Chunk(500))
        {
            var rows = await (Task<List<object>>)Generic.MakeGenericMethod(mapping.EntityType).Invoke(this, [mapping, chunk, cancellationToken])!;
            foreach (var row in rows)
                found[mapping.IdentityOf(row)] = row;
        }

        return found;
    }

    public async Task<IReadOnlyList<object>> FindAsync(EntityMapping mapping, IReadOnlyList<string> members, string text, int limit, CancellationToken cancellationToken)
    {
        var texts = members.Where(member => mapping.EntityType.GetProperty(member)?.PropertyType == typeof(string)).ToList();
        return texts.Count == 0
            ? []
            : await (Task<List<object>>)Finding.MakeGenericMethod(mapping.EntityType).Invoke(this, [texts, text, limit, cancellationToken])!;
    }

    private async Task<List<object>> FindTypedAsync<TEntity>(List<string> members, string text, int limit, CancellationToken cancellationToken)
        where TEntity : class
    {
        // LOWER on both sides, in the database's own way: one query that works on every provider.
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        Expression<Func<string>> sought = () => text;
        var lowered = Expression.Call(sought.Body, nameof(string.ToLower), null);
        var any = members
            .Select(member => (Expression)Expression.Call(
                Expression.Call(Expression.Property(entity, member), nameof(string.ToLower), null), nameof(string.StartsWith), null, lowered))
            .Aggregate(Expression.OrElse);
        var rows = await context.Set<TEntity>().AsNoTracking().Where(Expression.Lambda<Func<TEntity, bool>>(any, entity)).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Cast<object>()];
    }

    private async Task<List<object>> LoadTypedAsync<TEntity>(EntityMapping mapping, string[] externalIds, CancellationToken cancellationToken)
        where TEntity : class
    {
        var query = context.Set<TEntity>().IgnoreQueryFilters().AsNoTracking().Where(HasIdentity<TEntity>(mapping, externalIds));
        foreach (var include in MappedIncludes.Of(context.Model.FindEntityType(typeof(TEntity))!, mapping.Paths))
            query = query.Include(include);

        var rows = await query.ToListAsync(cancellationToken);
        return [.. rows.Cast<object>()];
    }

    private static Expression<Func<TEntity, bool>> HasIdentity<TEntity>(EntityMapping mapping, string[] externalIds)
    {
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var property = Expression.Property(entity, mapping.Identity.Member);
        var values = property.Type == typeof(string)
            ? Expression.Constant(externalIds.ToList())
            : property.Type == typeof(Guid)
                ? Expression.Constant(Guids(externalIds).ToList())
                : (Expression)Expression.Constant(Guids(externalIds).Select(id => (Guid?)id).ToList());
        var contains = typeof(List<>).MakeGenericType(property.Type).GetMethod("Contains")!;
        return Expression.Lambda<Func<TEntity, bool>>(Expression.Call(values, contains, property), entity);
    }

    private static IEnumerable<Guid> Guids(string[] externalIds) => externalIds.Where(id => Guid.TryParse(id, out _)).Select(Guid.Parse);
}
