using System.Diagnostics.CodeAnalysis;
using Connector.Salesforce;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What more can be said of one registered org.</summary>
public sealed class SalesforceConnectorBuilder
{
    internal SalesforceConnectorBuilder(IServiceCollection services, string name)
    {
        Services = services;
        Name = name;
        HttpClient = services.AddHttpClient(SalesforceServiceCollectionExtensions.ClientName(name));
    }

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The org's name.</summary>
    public string Name { get; }

    /// <summary>The HTTP client of the org's calls, for handlers of the site's own.</summary>
    public IHttpClientBuilder HttpClient { get; }

    /// <summary>Signs this org in by another flow than those of the settings.</summary>
    public SalesforceConnectorBuilder UseTokenEndpoint<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TEndpoint>()
        where TEndpoint : class, ISalesforceTokenEndpoint
    {
        Services.AddKeyedSingleton<ISalesforceTokenEndpoint, TEndpoint>(Name);
        return this;
    }

    /// <summary>
    /// Shares this org's token between hosts through the host's <c>IDistributedCache</c>, encrypted with its Data Protection keys;
    /// both must be registered, and the keys shared by the hosts.
    /// </summary>
    public SalesforceConnectorBuilder ShareTokens()
    {
        Services.TryAddKeyedSingleton<ISalesforceTokenStore, DistributedTokenStore>(Name);
        return this;
    }

    /// <summary>Tells a call log of every call, of this org and of the others.</summary>
    public SalesforceConnectorBuilder AddCallLog<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TLog>()
        where TLog : class, ISalesforceCallLog
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISalesforceCallLog, TLog>());
        return this;
    }

    internal SalesforceConnectorBuilder AsDefault()
    {
        var name = Name;
        Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISalesforceClient>(name));
        return this;
    }
}
