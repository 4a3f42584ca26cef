using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Connector.Salesforce.Mapping;

/// <summary>Makes mappings: in code, from attributes, from configuration.</summary>
public static class ObjectMap
{
    /// <summary>A mapping in code.</summary>
    /// <exception cref="SalesforceMappingException">It is wrong in itself.</exception>
    public static ObjectMap<T> Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(string type, Action<ObjectMapBuilder<T>> build)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(build);
        var builder = new ObjectMapBuilder<T>();
        build(builder);
        return new ObjectMap<T>(type, builder.Fields);
    }

    /// <summary>The mapping that <see cref="SalesforceObjectAttribute"/> and <see cref="SalesforceFieldAttribute"/> say.</summary>
    /// <exception cref="SalesforceMappingException">It is wrong in itself.</exception>
    public static ObjectMap<T> FromAttributes<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>()
        where T : class
    {
        var type = typeof(T).GetCustomAttribute<SalesforceObjectAttribute>()?.Type
            ?? throw new SalesforceMappingException([new MappingFault("", $"{typeof(T).Name} has no [SalesforceObject].")]);
        return new ObjectMap<T>(type, [.. typeof(T).GetProperties()
            .Select(property => (property, attribute: property.GetCustomAttribute<SalesforceFieldAttribute>()))
            .Where(pair => pair.attribute is not null)
            .Select(pair => MapConfiguration.Of(pair.property, pair.attribute!))]);
    }

    /// <summary>
    /// The mapping of a configuration section: <c>Object</c>, and under <c>Fields</c> entries with <c>Property</c> or <c>Constant</c>, <c>Field</c>, and where wanted <c>Direction</c>,
    /// <c>Values</c> (ours: theirs), <c>Null</c>, <c>Length</c>, <c>MaxLength</c>.
    /// </summary>
    /// <exception cref="SalesforceMappingException">It is wrong in itself; each line names the setting.</exception>
    public static ObjectMap<T> FromConfiguration<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(IConfigurationSection section)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(section);
        var (type, fields) = MapConfiguration.Read(section, name => typeof(T).GetProperty(name));
        return new ObjectMap<T>(type, fields);
    }
}
