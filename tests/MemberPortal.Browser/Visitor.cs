using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>A person at a browser of their own. What the page complains about in the console is kept, and fails the test that asks.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    private Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Visitor> ComeAsync(Chromium chromium, Uri address, int width, ColorScheme scheme, bool javaScript)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = javaScript,
            ReducedMotion = ReducedMotion.Reduce,
        });

        // The machine is shared: patience is cheap, a false alarm is not.
        context.SetDefaultTimeout(60_000);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async Task SignInAsync(string email, string password = PortalFixture.Password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("E-mail").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Eventually.TrueAsync(() => Task.FromResult(new Uri(Page.Url).AbsolutePath != "/sign-in"));
        while (Page.Url.Contains("/sign-in/code", StringComparison.Ordinal))
            await GiveCodeAsync(email);
    }

    /// <summary>Registers, confirms the address by the mail, and signs in.</summary>
    public async Task JoinAsync(PortalFixture fixture, string firstName, string lastName, string email, string? invitation = null)
    {
        await Page.GotoAsync(invitation ?? "/register");
        await Page.GetByLabel("First name").FillAsync(firstName);
        await Page.GetByLabel("Last name").FillAsync(lastName);
        await Page.GetByLabel("E-mail").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(PortalFixture.Password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Check your mail." })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        using var mailbox = new Mailbox(fixture.Portal.Address);
        await Page.GotoAsync((await mailbox.WaitForAsync(email, "Confirm your e-mail")).Link);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Confirm my address" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("Your address is confirmed.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await SignInAsync(email);
    }

    // A code is good for half a minute; on a slow machine it may take a second one.
    private async Task GiveCodeAsync(string email)
    {
        var other = await _context.NewPageAsync();
        await other.GotoAsync("/dev/codes");
        var code = await other.Locator($"[data-code='{email}']").TextContentAsync();
        await other.CloseAsync();
        await Page.GetByLabel("Code").FillAsync(code!);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Eventually.TrueAsync(async () => !Page.Url.Contains("/sign-in/code", StringComparison.Ordinal) || await Page.Locator(".notice--bad").CountAsync() > 0);
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
