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

    private static readonly MethodInfo Paging =
        typeof(LocalRecords<TContext>).GetMethod(nameof(PageTypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly MethodInfo Matching =
        typeof(LocalRecords<TContext>).GetMethod(nameof(MatchTypedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

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
        // One query for each member, so that each can use the site's index on it: lower(…) text_pattern_ops on PostgreSQL, NOCASE on SQLite, whose LIKE knows no case.
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var hasCase = Storage.Dialects.For(context) is not Storage.SqliteDialect;
        var pattern = string.Concat((hasCase ? text.ToLowerInvariant() : text).Select(letter => letter is '%' or '_' or '!' ? $"!{letter}" : $"{letter}")) + "%";
        Expression<Func<string>> sought = () => pattern;
        var found = new List<object>();
        foreach (var member in members)
        {
            Expression value = Expression.Property(entity, member);
            if (hasCase)
                value = Expression.Call(value, nameof(string.ToLower), null);
            var like = Expression.Call(
                typeof(DbFunctionsExtensions), nameof(DbFunctionsExtensions.Like), null, Expression.Constant(EF.Functions), value, sought.Body, Expression.Constant("!"));
            found.AddRange(await context.Set<TEntity>().AsNoTracking().Where(Expression.Lambda<Func<TEntity, bool>>(like, entity)).Take(limit).ToListAsync(cancellationToken));
        }

        return found;
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> StreamIdsAsync(
        EntityMapping mapping, int pageSize, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A query for each page: whoever takes one may use the same connection, and nothing is kept open while he works.
        var next = Paging.MakeGenericMethod(mapping.EntityType);
        while (true)
        {
            var page = await (Task<List<object>>)next.Invoke(this, [mapping, pageSize, after, cancellationToken])!;
            var ids = page.Where(id => !Guid.Empty.Equals(id)).Select(id => id.ToString()!).ToList();
            if (ids.Count > 0)
                yield return ids;
            if (page.Count < pageSize)
                yield break;

            after = page[^1].ToString();
        }
    }

    public async Task<string?> FindMatchAsync(EntityMapping mapping, Connector.Salesforce.SalesforceRecord remote, CancellationToken cancellationToken)
    {
        var values = mapping.Match.Select(field => (field.Member, Value: field.FromRemote(remote[field.RemoteField])?.Trim())).ToList();
        if (values.Count == 0 || values.Any(pair => pair.Member is null || string.IsNullOrEmpty(pair.Value)) || mapping.Match.Any(field => mapping.EntityType.GetProperty(field.Member!)?.PropertyType != typeof(string)))
            return null;

        var found = await (Task<List<object>>)Matching.MakeGenericMethod(mapping.EntityType).Invoke(this, [values.ToDictionary(pair => pair.Member!, pair => pair.Value!), cancellationToken])!;
        return found is [var one] ? mapping.Identity.Read(one) : null;
    }

    private Task<List<object>> PageTypedAsync<TEntity>(EntityMapping mapping, int pageSize, string? after, CancellationToken cancellationToken)
        where TEntity : class
    {
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var property = Expression.Property(entity, mapping.Identity.Member);
        var boxed = Expression.Lambda<Func<TEntity, object>>(Expression.Convert(property, typeof(object)), entity);
        var rows = context.Set<TEntity>().IgnoreQueryFilters().AsNoTracking();
        if (!property.Type.IsValueType || Nullable.GetUnderlyingType(property.Type) is not null)
            rows = rows.Where(Expression.Lambda<Func<TEntity, bool>>(Expression.NotEqual(property, Expression.Constant(null, property.Type)), entity));
        if (after is not null)
            rows = rows.Where(Expression.Lambda<Func<TEntity, bool>>(Beyond(property, after), entity));
        return rows.OrderBy(boxed).Select(boxed).Take(pageSize).ToListAsync(cancellationToken);
    }

    // The database compares as it sorts, whatever its collation or its form of a Guid.
    private static BinaryExpression Beyond(MemberExpression property, string after)
    {
        if (property.Type != typeof(string))
            return Expression.GreaterThan(property, QueryParameter.Of(Guid.Parse(after), property.Type));

        var compared = Expression.Call(typeof(string), nameof(string.Compare), null, property, QueryParameter.Of(after, typeof(string)));
        return Expression.GreaterThan(compared, Expression.Constant(0));
    }

    private async Task<List<object>> MatchTypedAsync<TEntity>(Dictionary<string, string> values, CancellationToken cancellationToken)
        where TEntity : class
    {
        var entity = Expression.Parameter(typeof(TEntity), "entity");
        var all = values
            .Select(pair => (Expression)Expression.Equal(
                Expression.Call(Expression.Property(entity, pair.Key), nameof(string.ToLower), null), QueryParameter.Of(pair.Value.ToLowerInvariant(), typeof(string))))
            .Aggregate(Expression.AndAlso);
        var rows = await context.Set<TEntity>().IgnoreQueryFilters().AsNoTracking().Where(Expression.Lambda<Func<TEntity, bool>>(all, entity)).Take(2).ToListAsync(cancellationToken);
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
        object values = property.Type == typeof(string)
            ? externalIds.ToList()
            : property.Type == typeof(Guid)
                ? Guids(externalIds).ToList()
                : Guids(externalIds).Select(id => (Guid?)id).ToList();
        var contains = typeof(List<>).MakeGenericType(property.Type).GetMethod("Contains")!;
        return Expression.Lambda<Func<TEntity, bool>>(Expression.Call(QueryParameter.Of(values, values.GetType()), contains, property), entity);
    }

    private static IEnumerable<Guid> Guids(string[] externalIds) => externalIds.Where(id => Guid.TryParse(id, out _)).Select(Guid.Parse);
}
