using Microsoft.EntityFrameworkCore;

namespace SyncEngine;

/// <summary>What changed in Salesforce on one record.</summary>
/// <typeparam name="TEntity">The site's entity type.</typeparam>
public sealed class RemoteChange<TEntity>
    where TEntity : class
{
    private readonly Action<string> _set;
    private readonly Dictionary<string, string> _deferred = [];

    internal RemoteChange(TEntity entity, DbContext context, IReadOnlyList<RemoteFieldChange> fields, Action<string> set)
    {
        Entity = entity;
        Context = context;
        Fields = fields;
        _set = set;
    }

    /// <summary>The entity, tracked by <see cref="Context"/>.</summary>
    public TEntity Entity { get; }

    /// <summary>The site's context, in the engine's transaction.</summary>
    public DbContext Context { get; }

    /// <summary>The fields that changed.</summary>
    public IReadOnlyList<RemoteFieldChange> Fields { get; }

    internal IReadOnlyDictionary<string, string> Deferred => _deferred;

    /// <summary>Sets the mapped property of one field.</summary>
    /// <exception cref="ArgumentException">The field is not among <see cref="Fields"/>.</exception>
    public void Set(string field)
    {
        if (Fields.All(change => change.Field != field))
            throw new ArgumentException($"'{field}' did not change in Salesforce.", nameof(field));
        if (!_deferred.ContainsKey(field))
            _set(field);
    }

    /// <summary>Sets the mapped properties of all fields that were not put off.</summary>
    public void SetAll()
    {
        foreach (var change in Fields)
            Set(change.Field);
    }

    /// <summary>Leaves a field as it is for now; it is offered again whenever the record is looked at, until the site has the same value.</summary>
    /// <param name="field">One of <see cref="Fields"/>.</param>
    /// <param name="reason">Why, for the journal: <c>waits for the member's confirmation</c>.</param>
    public void Defer(string field, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _deferred[field] = reason;
    }
}
