using System.Diagnostics.CodeAnalysis;
using Connector.Salesforce.Mapping;

namespace Connector.Salesforce;

/// <summary>Short ways with a client.</summary>
public static class SalesforceClientExtensions
{
    /// <summary>The records of the mapping's object as objects of its class. Cheap.</summary>
    public static SalesforceObjects<T> Objects<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        this ISalesforceClient client, ObjectMap<T> map)
        where T : class, new()
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(map);
        return new SalesforceObjects<T>(client, map);
    }
}
