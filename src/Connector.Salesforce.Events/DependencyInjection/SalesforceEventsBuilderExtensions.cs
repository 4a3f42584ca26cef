using Connector.Salesforce;
using Connector.Salesforce.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds events to a registered org.</summary>
public static class SalesforceEventsBuilderExtensions
{
    /// <summary>Registers <see cref="ISalesforceEvents"/> for the org: keyed by its name, and by itself for the first one.</summary>
    public static SalesforceConnectorBuilder AddEvents(this SalesforceConnectorBuilder builder, Action<SalesforceEventsOptions>? configure = null) =>
        Add(builder, "SalesforceEvents", options => options.Configure(configure ?? (_ => { })));

    /// <summary>Registers <see cref="ISalesforceEvents"/> for the org with the settings of <see cref="SalesforceEventsOptions"/> from a configuration section.</summary>
    public static SalesforceConnectorBuilder AddEvents(this SalesforceConnectorBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(builder, section.Path, options => options.Bind(section));
    }

    private static SalesforceConnectorBuilder Add(SalesforceConnectorBuilder builder, string section, Action<OptionsBuilder<SalesforceEventsOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var options = builder.Services.AddOptions<SalesforceEventsOptions>(name).ValidateOnStart()
            .Validate(value => value.Endpoint is { IsAbsoluteUri: true } url && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)),
                $"{section}:Endpoint must be a whole https URL, or http on this machine.")
            .Validate(value => value.SilenceLimit > TimeSpan.Zero, $"{section}:SilenceLimit must be above 0.")
            .Validate(value => value.ReconnectDelay >= TimeSpan.Zero && value.MaxReconnectDelay >= value.ReconnectDelay,
                $"{section}:ReconnectDelay must not be negative, and MaxReconnectDelay not shorter.");
        configure(options);
        builder.Services.AddKeyedSingleton<ISalesforceEvents>(name, (provider, _) => new EventsClient(
            name,
            provider.GetRequiredKeyedService<ISalesforceClient>(name),
            provider.GetRequiredService<IOptionsMonitor<SalesforceEventsOptions>>().Get(name),
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("Connector.Salesforce.Events"),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ISalesforceEvents>(name));
        return builder;
    }
}
