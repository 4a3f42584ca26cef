using System.Diagnostics.CodeAnalysis;
using System.Net;
using Connector.Salesforce;
using Connector.Salesforce.Authentication;
using Connector.Salesforce.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

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

    private static SalesforceConnectorBuilder Add(IServiceCollection services, string name, string section, Action<OptionsBuilder<SalesforceOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        configure(services.AddOptions<SalesforceOptions>(name).ValidateOnStart());
        services.AddSingleton<IValidateOptions<SalesforceOptions>>(provider =>
            new SalesforceOptionsValidator(name, section, provider.GetRequiredService<ISalesforceTokenEndpoint>() is JwtBearerTokenEndpoint));
        services.AddMemoryCache();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISalesforceTokenEndpoint, JwtBearerTokenEndpoint>();
        services.TryAddSingleton<ISalesforceClientFactory, SalesforceClientFactory>();
        services.AddHttpClient(JwtBearerTokenEndpoint.HttpClientName, client => client.Timeout = TimeSpan.FromSeconds(30))
            .ConfigurePrimaryHttpMessageHandler(() => Handler());

        var clientName = ClientName(name);
        services.AddHttpClient(clientName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get(name).Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => Handler())
            .AddResilienceHandler("retry", (pipeline, context) => Retry(pipeline, context, name));
        services.AddKeyedSingleton<ISalesforceClient>(name, (provider, _) =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get(name);
            var tokens = new TokenManager(
                provider.GetRequiredService<ISalesforceTokenEndpoint>(), provider.GetRequiredService<IMemoryCache>(), name, options);
            return new SalesforceClient(new SalesforceHttp(
                provider.GetRequiredService<IHttpClientFactory>(),
                clientName,
                tokens,
                options,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connector.Salesforce")));
        });
        return new SalesforceConnectorBuilder(services, name);
    }

    internal static string ClientName(string name) => $"Connector.Salesforce.{name}";

    // A redirect of the API leads to a sign-in page: following it would hide the cause and carry the token along.
    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    // Only calls that may be carried out twice without harm, and only for what passes by itself. A POST may have created a record.
    private static void Retry(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context, string name)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get(name);
        if (options.MaxRetries == 0)
            return;

        pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        pipeline.AddRetry(new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxRetries,
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = true,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Context.GetRequestMessage() is { } request && IsRepeatable(request) && Passes(arguments.Outcome)),
        });
    }

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method != HttpMethod.Post || request.RequestUri!.AbsolutePath.Contains("/composite/sobjects/", StringComparison.Ordinal);

    [SuppressMessage("Style", "IDE0072", Justification = "Every other status is the caller's to see.")]
    private static bool Passes(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };
}
