using Connector.Stripe;
using Connector.Stripe.Api;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Stripe connector.</summary>
public static class StripeConnectorServiceCollectionExtensions
{
    /// <summary>The section that is read when none is named.</summary>
    public const string DefaultSection = "Stripe";

    /// <summary>Registers the account of the host's configuration section <c>Stripe</c>; <see cref="IStripeConnector"/> is injected.</summary>
    public static IHttpClientBuilder AddStripeConnector(this IServiceCollection services) =>
        Add(services, DefaultSection, options => options.BindConfiguration(DefaultSection));

    /// <summary>Registers the account of a configuration section; <see cref="IStripeConnector"/> is injected.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section with the settings of <see cref="StripeConnectorOptions"/>.</param>
    public static IHttpClientBuilder AddStripeConnector(this IServiceCollection services, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, section.Path, options => options.Bind(section));
    }

    /// <summary>Registers the account in code; <see cref="IStripeConnector"/> is injected.</summary>
    public static IHttpClientBuilder AddStripeConnector(this IServiceCollection services, Action<StripeConnectorOptions> configure) =>
        Add(services, DefaultSection, options => options.Configure(configure));

    private static IHttpClientBuilder Add(IServiceCollection services, string section, Action<OptionsBuilder<StripeConnectorOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        configure(services.AddOptions<StripeConnectorOptions>().ValidateOnStart());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StripeConnectorOptions>>(new StripeConnectorOptionsValidator(section)));
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStripeConnector>(provider => new StripeConnector(new StripeApi(
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<IOptions<StripeConnectorOptions>>().Value,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connector.Stripe"),
            provider.GetRequiredService<TimeProvider>())));
        return services.AddHttpClient(StripeApi.HttpClientName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<StripeConnectorOptions>>().Value.Timeout)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
    }
}
