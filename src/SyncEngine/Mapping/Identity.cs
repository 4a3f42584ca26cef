using System.Reflection;

namespace SyncEngine.Mapping;

/// <summary>An entity type's external id: a property that is made on the client. Private setters work.</summary>
internal sealed class Identity
{
    private readonly PropertyInfo _property;

    public Identity(PropertyInfo property) =>
        _property = property.DeclaringType!.GetProperty(property.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? property;

    public string Member => _property.Name;

    /// <summary>The external id; null when there is none yet.</summary>
    public string? Read(object entity) => _property.GetValue(entity) switch
    {
        Guid id when id != Guid.Empty => id.ToString(),
        string { Length: > 0 } id => id,
        _ => null,
    };

    /// <summary>A new value of the property's type.</summary>
    public object Mint() => _property.PropertyType == typeof(string) ? Guid.CreateVersion7().ToString() : Guid.CreateVersion7();

    /// <summary>The external id, minted on the entity if it has none.</summary>
    public string Of(object entity)
    {
        if (Read(entity) is { } known)
            return known;
        if (!_property.CanWrite)
            throw new InvalidOperationException($"{_property.DeclaringType!.Name}.{_property.Name} is empty and has no setter: no external id can be minted.");

        _property.SetValue(entity, Mint());
        return Read(entity)!;
    }
}
