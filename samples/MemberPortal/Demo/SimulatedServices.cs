using MemberPortal.Hosting;
using Simulator;

namespace MemberPortal.Demo;

/// <summary>Stands a Salesforce org on localhost in for the real one, over real HTTP, when there are no credentials.</summary>
internal static class SimulatedServices
{
    private static readonly string[] Credentials =
        ["ClientId", "Username", "PrivateKey", "PrivateKeyFile", "CertificateFile", "ClientSecret", "AccessToken", "InstanceUrl"];

    /// <summary>
    /// In Development without Salesforce credentials: starts the simulator (<c>Simulator:Url</c>, default http://localhost:5090) and points the
    /// connector at it. Credentials in the configuration switch it off, and in Production nothing stands in: the start stops and names what is missing.
    /// </summary>
    public static async Task<SimulatorHost?> StartSimulatorWithoutCredentialsAsync(this WebApplicationBuilder builder)
    {
        var salesforce = builder.Configuration.GetSection("Salesforce");
        if (!builder.Environment.IsDevelopment() || Credentials.Any(setting => !string.IsNullOrWhiteSpace(salesforce[setting])))
            return null;

        var settings = PortalSettings.Read(builder.Configuration, builder.Environment);
        var folder = Path.Combine(settings.DataPath, "simulator");
        var key = DevelopmentKey.LoadOrCreate(folder);
        var options = new SimulatorOptions { DataDirectory = folder };
        try
        {
            builder.Configuration.GetSection("Simulator").Bind(options);
            options.Salesforce.Certificates.Add(key.CertificatePem);
            var simulator = await SimulatorHost.StartAsync(options);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Salesforce:LoginUrl"] = simulator.Address.ToString(),
                ["Salesforce:ClientId"] = options.Salesforce.ConsumerKey,
                ["Salesforce:Username"] = options.Salesforce.Username,
                ["Salesforce:PrivateKeyFile"] = key.PrivateKeyPath,
            });
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
}
