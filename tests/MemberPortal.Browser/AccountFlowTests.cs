using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>Joining, forgetting, moving: each with the mail that it takes.</summary>
public sealed class AccountFlowTests(PortalFixture fixture)
{
    private const string NewPassword = "lentils and rice forever";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Person_joins_confirms_and_takes_a_seat(bool javaScript)
    {
        var email = $"nora.{(javaScript ? "fast" : "plain")}@secondhelping.example";
        await using var visitor = await fixture.VisitAsync(javaScript: javaScript);
        await RegisterAsync(visitor.Page, email);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        var mail = await mailbox.WaitForAsync(email, "Confirm your e-mail");

        // Nobody signs in before the address is confirmed.
        await visitor.Page.GotoAsync("/sign-in");
        await FillSignInAsync(visitor.Page, email, NewPassword);
        await Assertions.Expect(visitor.Page.GetByText("That did not work.", new() { Exact = true })).ToBeVisibleAsync();

        await visitor.Page.GotoAsync(mail.Link);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm my address" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Your address is confirmed.")).ToBeVisibleAsync();
        await FillSignInAsync(visitor.Page, email, NewPassword);

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you, Nora." })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("Not yet a member")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Registering_a_known_address_looks_the_same_and_tells_its_owner()
    {
        await using var visitor = await fixture.VisitAsync();
        await RegisterAsync(visitor.Page, "ruth.abara@harborstreet.example");

        using var mailbox = new Mailbox(fixture.Portal.Address);
        await mailbox.WaitForAsync("ruth.abara@harborstreet.example", "already have");
    }

    [Fact]
    public async Task Forgotten_password_is_set_anew_once()
    {
        const string Email = "pat.morrow@secondhelping.example";
        await using var visitor = await fixture.VisitAsync();
        using var mailbox = new Mailbox(fixture.Portal.Address);
        await RegisterAsync(visitor.Page, Email);
        await visitor.Page.GotoAsync((await mailbox.WaitForAsync(Email, "Confirm your e-mail")).Link);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm my address" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Your address is confirmed.")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot the password?" }).ClickAsync();
        await visitor.Page.GetByLabel("E-mail").FillAsync(Email);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        var link = (await mailbox.WaitForAsync(Email, "Set a new password")).Link;
        await SetPasswordAsync(visitor.Page, link, "a pot of very good tea");
        await Assertions.Expect(visitor.Page.GetByText("Your new password is set.")).ToBeVisibleAsync();
        await FillSignInAsync(visitor.Page, Email, "a pot of very good tea");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you" })).ToBeVisibleAsync();

        await using var other = await fixture.VisitAsync();
        await SetPasswordAsync(other.Page, link, "somebody else's password");
        await Assertions.Expect(other.Page.GetByText("used before")).ToBeVisibleAsync();
    }

    private static async Task RegisterAsync(IPage page, string email)
    {
        await page.GotoAsync("/register");
        await page.GetByLabel("First name").FillAsync("Nora");
        await page.GetByLabel("Last name").FillAsync("Vega");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(NewPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Check your mail." })).ToBeVisibleAsync();
    }

    private static async Task FillSignInAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private static async Task SetPasswordAsync(IPage page, string link, string password)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it" }).ClickAsync();
    }
}
