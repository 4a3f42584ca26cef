using Connector.Salesforce;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Diagnostics;
using Connector.Salesforce.Http;
using Connector.Salesforce.Metadata;
using Connector.Salesforce.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Salesforce connector.</summary>
public static class SalesforceServiceCollectionExtensions
{
    /// <summary>The name of the org that is registered without one.</summary>
    public const string DefaultName = "Salesforce";

    /// <summary>Registers the one org of a site from its configuration section; <see cref="ISalesforceClient"/> is injected.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section with the settings of <see cref="SalesforceOptions"/>, usually <c>Salesforce</c>.</param>
    public static SalesforceConnectorBuilder AddSalesforceConnector(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, DefaultName, section.Path, options => options.Bind(section)).AsDefault();
    }

    /// <summary>Registers the one org of a site in code; <see cref="ISalesforceClient"/> is injected.</summary>
    public static SalesforceConnectorBuilder AddSalesforceConnector(this IServiceCollection services, Action<SalesforceOptions> configure) =>
        Add(services, DefaultName, DefaultName, options => options.Configure(configure)).AsDefault();

    /// <summary>Registers one of several orgs; <see cref="ISalesforceClientFactory"/> hands it out by its name.</summary>
    public static SalesforceConnectorBuilder AddSalesforceConnector(this IServiceCollection services, string name, Action<SalesforceOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Add(services, name, name, options => options.Configure(configure));
    }

    /// <summary>Registers one of several orgs from its configuration section; <see cref="ISalesforceClientFactory"/> hands it out by its name.</summary>
    public static SalesforceConnectorBuilder AddSalesforceConnector(this IServiceCollection services, string name, IConfigurationSection section)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name, section.Path, options => options.Bind(section));
    }

    internal static string ClientName(string name) => $"Connector.Salesforce.{name}";

    private static SalesforceConnectorBuilder Add(IServiceCollection services, string name, string section, Action<OptionsBuilder<SalesforceOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        configure(services.AddOptions<SalesforceOptions>(name).ValidateOnStart());
        services.AddSingleton<IValidateOptions<SalesforceOptions>>(provider =>
            new SalesforceOptionsValidator(name, section, TokenEndpoint(provider, name) is SettingsTokenEndpoint));
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenExchange>();
        services.TryAddSingleton<ISalesforceTokenEndpoint, SettingsTokenEndpoint>();
        services.TryAddSingleton<ISalesforceClientFactory, SalesforceClientFactory>();
        services.AddTokenHttpClient();
        services.AddCallHttpClient(name);
        services.AddKeyedSingleton<ISalesforceTokens>(name, (provider, _) => new TokenManager(
            TokenEndpoint(provider, name),
            provider.GetKeyedService<ISalesforceTokenStore>(name) ?? provider.GetService<ISalesforceTokenStore>(),
            name,
            Options(provider, name),
            Logger(provider),
            provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<ISalesforceClient>(name, (provider, _) => Client(provider, name));
        return new SalesforceConnectorBuilder(services, name);
    }

    private static SalesforceClient Client(IServiceProvider provider, string name)
    {
        var options = Options(provider, name);
        var time = provider.GetRequiredService<TimeProvider>();
        return new SalesforceClient(new SalesforceHttp(
            provider.GetRequiredService<IHttpClientFactory>(),
            ClientName(name),
            provider.GetRequiredKeyedService<ISalesforceTokens>(name),
            new PermitGate(options.MaxConcurrentCalls, options.HighPriorityReserve, time),
            new CallObserver(name, provider.GetServices<ISalesforceCallLog>(), Logger(provider), time),
            options,
            time), new MetadataCache(options.DescribeLifetime, time));
    }

    private static ISalesforceTokenEndpoint TokenEndpoint(IServiceProvider provider, string name) =>
        provider.GetKeyedService<ISalesforceTokenEndpoint>(name) ?? provider.GetRequiredService<ISalesforceTokenEndpoint>();

    private static SalesforceOptions Options(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get(name);

    private static ILogger Logger(IServiceProvider provider) =>
        provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connector.Salesforce");
}
