using Microsoft.Playwright;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>One seeded host and one browser for the tests that only look.</summary>
public sealed class RoomFixture : IAsyncLifetime
{
    private static readonly string[] Arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
    private IPlaywright? _playwright;

    public RunningHost Host { get; private set; } = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(60_000);
        Host = await RunningHost.StartAsync(seed: Seed.ApplyAsync, more: Elsewhere.Add);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
    }

    /// <summary>A page signed in as staff.</summary>
    public async Task<IPage> PageAsync(BrowserNewContextOptions? options = null, RunningHost? host = null)
    {
        host ??= Host;
        options ??= new();
        options.BaseURL = host.Address.ToString();
        var context = await Browser.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/sign-in?role=Staff");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright!.Dispose();
        await Host.DisposeAsync();
    }
}
