using MemberPortal.Hosting;
using Simulator;

namespace MemberPortal.Demo;

/// <summary>Stands a Salesforce org and a Stripe account on localhost in for the real ones, over real HTTP, when there are no credentials.</summary>
internal static class SimulatedServices
{
    private static readonly string[] SalesforceCredentials =
        ["ClientId", "Username", "PrivateKey", "PrivateKeyFile", "CertificateFile", "ClientSecret", "AccessToken", "InstanceUrl"];

    /// <summary>
    /// In Development without credentials: starts the simulator (<c>Simulator:Url</c>, default http://localhost:5090) and points the connectors at it,
    /// each at its half. Credentials in the configuration switch it off, and in Production nothing stands in: the start stops and names what is missing.
    /// </summary>
    public static async Task<SimulatorHost?> StartSimulatorWithoutCredentialsAsync(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var hasSalesforce = SalesforceCredentials.Any(setting => !string.IsNullOrWhiteSpace(configuration[$"Salesforce:{setting}"]));
        var hasStripe = !string.IsNullOrWhiteSpace(configuration["Stripe:ApiKey"]);
        if (!builder.Environment.IsDevelopment() || (hasSalesforce && hasStripe))
            return null;

        var settings = PortalSettings.Read(configuration, builder.Environment);
        var folder = Path.Combine(settings.DataPath, "simulator");
        var key = DevelopmentKey.LoadOrCreate(folder);
        var options = new SimulatorOptions { DataDirectory = folder };
        try
        {
            configuration.GetSection("Simulator").Bind(options);
            options.Salesforce.Certificates.Add(key.CertificatePem);
            options.Stripe.WebhookUrl ??= new Uri(Portal(settings, configuration), "/webhooks/stripe").ToString();
            options.Stripe.AccountName = "Longtable";
            var simulator = await SimulatorHost.StartAsync(options);
            if (!hasSalesforce)
                configuration.AddInMemoryCollection(Salesforce(simulator, options, key, configuration["SyncEngine:PollEvery"]));
            if (!hasStripe)
                configuration.AddInMemoryCollection(await StripeAsync(simulator, options, Portal(settings, configuration)));
            return simulator;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new PortalSettingException($"Simulator: {exception.Message}");
        }
        catch (IOException exception)
        {
            throw new PortalSettingException($"Simulator:Url is '{options.Url}'; the simulator cannot listen there: {exception.Message}");
        }
    }

    private static Dictionary<string, string?> Salesforce(SimulatorHost simulator, SimulatorOptions options, DevelopmentKey key, string? poll) => new()
    {
        ["Salesforce:LoginUrl"] = simulator.Address.ToString(),
        ["Salesforce:ClientId"] = options.Salesforce.ConsumerKey,
        ["Salesforce:Username"] = options.Salesforce.Username,
        ["Salesforce:PrivateKeyFile"] = key.PrivateKeyPath,

        // Who tries it out does not want to wait a minute; the simulated org has calls enough.
        ["SyncEngine:PollEvery"] = poll ?? "00:00:03",
    };

    private static async Task<Dictionary<string, string?>> StripeAsync(SimulatorHost simulator, SimulatorOptions options, Uri portal)
    {
        const string ApiKey = "sk_test_simulator";
        var settings = new Dictionary<string, string?>
        {
            ["Stripe:ApiKey"] = ApiKey,
            ["Stripe:ApiBase"] = simulator.Address.ToString().TrimEnd('/'),
            ["Stripe:WebhookSecrets:0"] = options.Stripe.WebhookSecret,
            ["Membership:MembershipUrl"] = new Uri(portal, "/dues").ToString(),
        };
        foreach (var (tier, price) in await DemoPrices.EnsureAsync(ApiKey, simulator.Address))
            settings[$"Membership:Tiers:{tier}"] = price;
        return settings;
    }

    // The first of the addresses it listens on.
    private static Uri Portal(PortalSettings settings, ConfigurationManager configuration) =>
        settings.Options.PublicUrl
        ?? new Uri((configuration["urls"]?.Split(';')[0] ?? "http://localhost:5080").Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal));
}
