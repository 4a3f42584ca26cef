using Connector.Salesforce;

namespace Microsoft.Extensions.DependencyInjection;

internal sealed class SalesforceClientFactory(IServiceProvider services) : ISalesforceClientFactory
{
    public ISalesforceClient GetClient(string name) => services.GetKeyedService<ISalesforceClient>(name)
        ?? throw new ArgumentException($"No Salesforce org is registered as '{name}'; register it with AddSalesforceConnector(\"{name}\", …).", nameof(name));
}
