using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>Takes the pictures a person looks at, and holds what a machine can: no page is wider than its window.</summary>
public sealed class ScreenshotTests(PortalFixture fixture)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "artifacts", "screenshots");

    public static TheoryData<int, ColorScheme> Looks => new()
    {
        { 320, ColorScheme.Light }, { 320, ColorScheme.Dark }, { 768, ColorScheme.Light }, { 768, ColorScheme.Dark }, { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_fits_its_window(int width, ColorScheme scheme)
    {
        await using var visitor = await fixture.VisitAsync(width, scheme);
        await LookAsync(visitor, "/sign-in", "sign-in", width, scheme);
        await LookAsync(visitor, "/register", "register", width, scheme);
        await LookAsync(visitor, "/check-your-mail", "check-your-mail", width, scheme);
        await LookAsync(visitor, "/nowhere", "not-found", width, scheme);
        await visitor.SignInAsync("tomas.lindqvist@northgate.example");
        await LookAsync(visitor, "/", "dashboard", width, scheme);
        await LookAsync(visitor, "/profile", "profile", width, scheme);
        await LookAsync(visitor, "/dues", "dues", width, scheme);
        await LookAsync(visitor, "/support", "support", width, scheme);
        await LookAsync(visitor, "/documents", "documents", width, scheme);
        await LookAsync(visitor, "/privacy", "privacy", width, scheme);

        await using var staff = await fixture.VisitAsync(width, scheme);
        await staff.SignInAsync("dana@longtable.example");
        await LookAsync(staff, "/staff", "staff", width, scheme);
        await LookAsync(staff, "/staff/members", "staff-members", width, scheme);
        await LookAsync(staff, "/staff/members/5eed0000-0000-7000-8000-000000000102", "staff-member", width, scheme);
        await LookAsync(staff, "/staff/figures", "figures", width, scheme);
        await LookAsync(staff, "/admin/sync", "control-room", width, scheme);

        await using var contact = await fixture.VisitAsync(width, scheme);
        await contact.SignInAsync("ruth.abara@harborstreet.example");
        await LookAsync(contact, "/organization", "organization", width, scheme);
        await LookAsync(contact, "/account/security", "security", width, scheme);
    }

    private static async Task LookAsync(Visitor visitor, string path, string name, int width, ColorScheme scheme)
    {
        await visitor.Page.GotoAsync(path);
        await visitor.Page.EvaluateAsync("document.fonts.ready");

        Directory.CreateDirectory(Folder);
        await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{width}-{scheme}.png".ToLowerInvariant()), FullPage = true });

        (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, $"{path} is read on a phone, too");
    }
}
