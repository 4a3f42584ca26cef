namespace Connector.Salesforce;

/// <summary>Hands out the clients of several orgs by name.</summary>
public interface ISalesforceClientFactory
{
    /// <summary>The client registered under the name.</summary>
    /// <exception cref="ArgumentException">None is.</exception>
    ISalesforceClient GetClient(string name);
}
