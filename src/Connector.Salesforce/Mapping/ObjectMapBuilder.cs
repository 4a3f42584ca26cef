using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Connector.Salesforce.Mapping;

/// <summary>Builds a mapping in code.</summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class ObjectMapBuilder<T>
    where T : class
{
    private readonly List<FieldMap> _fields = [];

    internal ObjectMapBuilder()
    {
    }

    internal IReadOnlyList<FieldMap> Fields => _fields;

    /// <summary>Maps a property to a field.</summary>
    /// <param name="property">The property: <c>member => member.LastName</c>.</param>
    /// <param name="field">The field; <c>Account.Portal_Id__c</c> for a parent by its external id.</param>
    /// <param name="configure">Says more: <c>map => map with { Direction = FieldDirection.ToSalesforce }</c>.</param>
    public ObjectMapBuilder<T> Field<TValue>(Expression<Func<T, TValue>> property, string field, Func<FieldMap, FieldMap>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        if (property.Body is not MemberExpression { Member: PropertyInfo info, Expression: ParameterExpression })
            throw new ArgumentException("A mapping names a property of the class itself.", nameof(property));

        var map = new FieldMap(field) { Property = info.Name };
        _fields.Add(configure?.Invoke(map) ?? map);
        return this;
    }

    /// <summary>Sends a value that is always the same.</summary>
    public ObjectMapBuilder<T> Constant(string field, JsonNode value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentNullException.ThrowIfNull(value);
        _fields.Add(new FieldMap(field) { Constant = value, Direction = FieldDirection.ToSalesforce });
        return this;
    }
}
