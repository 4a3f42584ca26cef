using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MemberPortal.Browser.PortalFixture))]


namespace MemberPortal.Browser;

/// <summary>One portal and one browser for the tests that do not need a portal of their own.</summary>
public sealed class PortalFixture : IAsyncLifetime
{
    public const string Password = "soup for everyone";

    public PortalProcess Portal { get; private set; } = null!;

    public Chromium Chromium { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Chromium.InitializeAsync();
        Portal = await PortalProcess.StartAsync();
    }

    /// <summary>A visitor with nothing in their pockets.</summary>
    public Task<Visitor> VisitAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, bool javaScript = true, string? host = null) =>
        Visitor.ComeAsync(Chromium, host is null ? Portal.Address : new UriBuilder(Portal.Address) { Host = host }.Uri, width, scheme, javaScript);

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Chromium.DisposeAsync();
    }
}
