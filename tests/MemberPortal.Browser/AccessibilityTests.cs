using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>No page breaks WCAG 2.1 AA as far as a machine can tell, in either scheme, on a phone and on a desk.</summary>
public sealed class AccessibilityTests(PortalFixture fixture)
{
    public static TheoryData<int, ColorScheme> Looks => new()
    {
        { 320, ColorScheme.Light }, { 320, ColorScheme.Dark }, { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_has_no_axe_violation(int width, ColorScheme scheme)
    {
        var faults = new List<string>();
        await using var anonymous = await fixture.VisitAsync(width, scheme);
        foreach (var path in new[] { "/sign-in", "/register", "/check-your-mail", "/forgot-password", "/reset-password", "/confirm-email", "/status/429", "/goodbye", "/dev/codes", "/not-found", "/no-access", "/error", "/dev/mail" })
            faults.AddRange(await FaultsAsync(anonymous.Page, path));

        await using var member = await fixture.VisitAsync(width, scheme);
        await member.SignInAsync("tomas.lindqvist@northgate.example");
        foreach (var path in new[] { "/", "/profile", "/profile/email", "/dues", "/dues?said=unpaid&year=1999", "/dues/return", "/news", "/documents", "/support", "/privacy", "/account/security" })
            faults.AddRange(await FaultsAsync(member.Page, path));
        await member.Page.GotoAsync("/profile");
        await member.Page.GetByLabel("Last name").FillAsync("");
        faults.AddRange(await FaultsAsync(member.Page, null));

        await using var contact = await fixture.VisitAsync(width, scheme);
        await contact.SignInAsync("ruth.abara@harborstreet.example");
        faults.AddRange(await FaultsAsync(contact.Page, "/organization"));

        await using var staff = await fixture.VisitAsync(width, scheme);
        await staff.SignInAsync("dana@longtable.example");
        foreach (var path in new[] { "/staff", "/staff/members", "/staff/members/5eed0000-0000-7000-8000-000000000102", "/staff/figures", "/news", "/documents", "/support", "/account/security", "/admin/sync" })
            faults.AddRange(await FaultsAsync(staff.Page, path));

        faults.Should().BeEmpty();
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, string? path)
    {
        if (path is not null)
            await page.GotoAsync(path);
        var result = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] },
        });
        result.Passes.Should().NotBeEmpty("axe looked at the page");
        return result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{path ?? page.Url}: {violation.Id}: {node.Html}"));
    }
}
