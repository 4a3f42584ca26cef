using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SyncEngine.Capture;

/// <summary>
/// Which members of an entity type each mapped field depends on, by the site's model. Found once for each mapping and type: a save only asks
/// those members whether they are modified.
/// </summary>
internal sealed class WatchedMembers
{
    private static readonly ConditionalWeakTable<CapturedMapping, ConcurrentDictionary<(IEntityType Type, string? Path), WatchedMembers>> Known = [];

    private readonly string[] _all;
    private readonly (string Field, IProperty[] Properties, IComplexProperty[] ComplexProperties)[] _fields;

    private WatchedMembers(CapturedMapping mapping, IEntityType type, string? path)
    {
        var prefix = path is null ? "" : path + ".";
        _all = [.. mapping.Fields.Where(field => path is not null && field.DependsOn(path)).Select(field => field.Name)];
        _fields = [.. mapping.Fields.Select(field =>
        {
            // A property that the site computes is not tracked: any change may be one of it.
            var isComputed = path is null && field.Paths.Any(read => !IsTracked(type, read));
            return (
                field.Name,
                type.GetProperties().Where(property => isComputed || Names(property).Any(field.DependsOn)).ToArray(),
                type.GetComplexProperties().Where(property => isComputed || field.DependsOn(prefix + property.Name)).ToArray());
        })];

        // A reference changes with its foreign key.
        IEnumerable<string> Names(IProperty property) => type.GetNavigations()
            .Where(navigation => navigation is { IsOnDependent: true, IsCollection: false } && navigation.ForeignKey.Properties.Contains(property))
            .Select(navigation => prefix + navigation.Name)
            .Prepend(prefix + property.Name);
    }

    /// <summary>The fields that an entity's change may change, in the mapping's order; null for the record as a whole: it was added or deleted.</summary>
    /// <param name="mapping">The mapping of the entity, or of the one that owns it.</param>
    /// <param name="entry">The entity, added, modified or deleted.</param>
    /// <param name="path">The navigations from the owner; null for the mapped entity itself.</param>
    public static IReadOnlyCollection<string>? Changed(CapturedMapping mapping, EntityEntry entry, string? path)
    {
        var isWhole = entry.State is EntityState.Added or EntityState.Deleted;
        if (isWhole && path is null)
            return null;

        var types = Known.GetValue(mapping, static _ => []);
        var watched = types.TryGetValue((entry.Metadata, path), out var known) ? known : types.GetOrAdd((entry.Metadata, path), new WatchedMembers(mapping, entry.Metadata, path));
        return isWhole ? watched._all : watched.Modified(entry);
    }

    private List<string> Modified(EntityEntry entry)
    {
        List<string>? changed = null;
        foreach (var (field, properties, complexProperties) in _fields)
        {
            if (IsModified(entry, properties, complexProperties) && changed?.Contains(field) != true)
                (changed ??= []).Add(field);
        }

        return changed ?? [];
    }

    private static bool IsModified(EntityEntry entry, IProperty[] properties, IComplexProperty[] complexProperties)
    {
        foreach (var property in properties)
        {
            if (entry.Property(property).IsModified)
                return true;
        }

        foreach (var property in complexProperties)
        {
            if (entry.ComplexProperty(property).IsModified)
                return true;
        }

        return false;
    }

    private static bool IsTracked(IEntityType type, string path)
    {
        var root = path.Split('.')[0];
        return type.FindProperty(root) is not null || type.FindNavigation(root) is not null || type.FindComplexProperty(root) is not null;
    }
}
