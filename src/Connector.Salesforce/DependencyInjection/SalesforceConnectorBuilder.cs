using Connector.Salesforce;
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

    internal SalesforceConnectorBuilder AsDefault()
    {
        var name = Name;
        Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISalesforceClient>(name));
        return this;
    }
}
