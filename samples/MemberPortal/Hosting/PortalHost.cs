using MemberPortal.Demo;
using MemberPortal.Mail;
using Microsoft.Extensions.Options;
using Simulator;

namespace MemberPortal.Hosting;

/// <summary>The portal, and the simulator where there is one.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    private readonly SimulatorHost? _simulator;

    private PortalHost(WebApplication app, SimulatorHost? simulator) => (App, _simulator) = (app, simulator);

    public WebApplication App { get; }

    /// <summary>Where the simulator answers; null when both real services are configured.</summary>
    public Uri? Simulator => _simulator?.Address;

    /// <exception cref="PortalSettingException">A setting is missing or malformed; the message names it.</exception>
    public static async Task<PortalHost> BuildAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(PortalHost).Assembly.GetName().Name });
        builder.AddPortalDatabase().AddPortalAccounts().AddPortalMail();
        var simulator = await builder.StartSimulatorWithoutCredentialsAsync();
        builder.AddPortalSync().AddPortalPages().AddDemo(simulator);
        return new PortalHost(builder.Build().UsePortal().MapPortal(), simulator);
    }

    /// <summary>Runs the portal until it is told to stop.</summary>
    /// <exception cref="PortalSettingException">A setting is missing or malformed; the message names it.</exception>
    public async Task RunAsync()
    {
        try
        {
            await App.RunAsync();
        }
        catch (OptionsValidationException exception)
        {
            throw new PortalSettingException(string.Join(Environment.NewLine + "  ", exception.Failures));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }
}
