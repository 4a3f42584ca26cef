using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>
/// Every page, in either scheme, on a phone, a tablet and a desk: none is wider than its window, and none breaks WCAG 2.1 AA as far as a machine can tell.
/// With <c>PORTAL_SCREENSHOTS=1</c> the pictures that a person looks at are left in <c>artifacts/screenshots</c>.
/// </summary>
public sealed class EveryPageTests(PortalFixture fixture)
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "artifacts", "screenshots");
    private static readonly bool Pictures = Environment.GetEnvironmentVariable("PORTAL_SCREENSHOTS") == "1";
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    [Fact]
    public Task Strangers_pages_are_fit_for_everybody() => WalkAsync(
        null, "/sign-in", "/register", "/check-your-mail", "/forgot-password", "/reset-password", "/confirm-email", "/change-email", "/status/429", "/goodbye", "/dev/codes", "/nowhere", "/no-access", "/error", "/offline",
        "/pay/none", "/dev/mail");

    [Fact]
    public Task Members_pages_are_fit_for_everybody() => WalkAsync(
        "maya.okafor@harborstreet.example", "/", "/profile", "/profile/email", "/dues", "/dues?said=unpaid&year=1999", "/dues/return", "/news", "/documents", "/support", "/privacy", "/account/security?passkey=failed");

    [Fact]
    public Task Contact_persons_page_is_fit_for_everybody() => WalkAsync("ruth.abara@harborstreet.example", "/organization", "/organization?said=unpaid");

    [Fact]
    public Task Offices_pages_are_fit_for_everybody() => WalkAsync(
        "ines@longtable.example", "/staff", "/staff/members", "/staff/members/5eed0000-0000-7000-8000-000000000102", "/staff/members/new", "/staff/members/5eed0000-0000-7000-8000-000000000102/edit", "/staff/organizations", "/staff/organizations/new", "/staff/organizations/5eed0000-0000-7000-8000-000000000001", "/staff/people", "/staff/figures", "/staff/audit", "/news", "/documents", "/support", "/account/security", "/admin/sync", "/admin/sync/checks", "/admin/sync/bulk");

    [Fact]
    public async Task States_between_pages_are_fit_for_everybody()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.SignInAsync("june.castellano@prairiebread.example");
        var page = visitor.Page;
        var faults = new List<string>();

        await page.GotoAsync("/profile");
        await page.GetByLabel("Last name").FillAsync("");
        faults.AddRange(await LookAsync(page, "profile-faulty"));

        await page.GotoAsync("/support");
        await page.GetByLabel("Subject").FillAsync("A receipt for my kitchen");
        await page.GetByLabel("Your question").FillAsync("Could you send me last year's receipt once more?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it" }).ClickAsync();
        await page.WaitForURLAsync("**/support/*");
        faults.AddRange(await LookAsync(page, "conversation"));

        await page.GotoAsync("/dues?q=nothing+like+it");
        faults.AddRange(await LookAsync(page, "dues-nothing-found"));

        await page.GotoAsync("/privacy");
        foreach (var part in await page.Locator("details").AllAsync())
            await part.Locator("summary").ClickAsync();
        faults.AddRange(await LookAsync(page, "privacy-open"));

        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator("#offline-line")).ToBeVisibleAsync();
        faults.AddRange(await LookAsync(page, "offline-line"));
        faults.Should().BeEmpty();
    }

    private async Task WalkAsync(string? who, params string[] paths)
    {
        await using var visitor = await fixture.VisitAsync();
        if (who is not null)
            await visitor.SignInAsync(who);
        var faults = new List<string>();
        foreach (var path in paths)
        {
            await visitor.Page.GotoAsync(path);
            faults.AddRange(await LookAsync(visitor.Page, $"{who?.Split('.', '@')[0]}{path}"));
        }

        faults.Should().BeEmpty();
    }

    private static async Task<IReadOnlyList<string>> LookAsync(IPage page, string name)
    {
        var faults = new List<string>();
        await page.EvaluateAsync(Axe + "; true");
        foreach (var width in new[] { 320, 768, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                if (Pictures)
                    await PictureAsync(page, name, width, scheme);
                if (width != 768)
                    faults.AddRange((await AxeAsync(page)).Select(fault => $"{name} at {width}, {scheme}: {fault}"));
            }

            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                faults.Add($"{name} is wider than {width}");
        }

        return faults;
    }

    private static async Task<IReadOnlyList<string>> AxeAsync(IPage page)
    {
        const string Rules = """{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }""";
        var answer = await page.EvaluateAsync<JsonElement>(
            $"axe.run(document, {{ runOnly: {Rules}, resultTypes: ['violations'] }}).then(result => ({{ asked: result.passes.length, faults: result.violations.flatMap(rule => rule.nodes.map(node => `${{rule.id}}: ${{node.html}}`)) }}))");
        answer.GetProperty("asked").GetInt32().Should().BePositive("axe looked at the page");
        return [.. answer.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()!)];
    }

    private static async Task PictureAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        Directory.CreateDirectory(Folder);
        var file = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'));
        await page.EvaluateAsync("document.fonts.ready");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{file}-{width}-{scheme}.png".ToLowerInvariant()), FullPage = true });
    }
}
