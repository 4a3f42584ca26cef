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
    public async Task Person_joins_by_keyboard_alone()
    {
        const string Email = "rae.olsen@secondhelping.example";
        await using var visitor = await fixture.VisitAsync();
        using var mailbox = new Mailbox(fixture.Portal.Address);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.TabToAsync("main a[href='/register']");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Join" })).ToBeVisibleAsync();
        foreach (var (field, value) in new[] { ("#input-firstname", "Rae"), ("#input-lastname", "Olsen"), ("#input-email", Email), ("#input-password", PortalFixture.Password) })
        {
            await page.TabToAsync(field);
            await page.Keyboard.TypeAsync(value);
        }

        await page.Keyboard.PressAsync("Enter");
        await page.GotoAsync((await mailbox.WaitForAsync(Email, "Confirm your e-mail")).Link);
        await page.TabToAsync("main button");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Your address is confirmed.")).ToBeVisibleAsync();
        await page.TabToAsync("#input-email");
        await page.Keyboard.TypeAsync(Email);
        await page.TabToAsync("#input-password");
        await page.Keyboard.TypeAsync(PortalFixture.Password);
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you, Rae." })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forgotten_password_is_set_anew_once(bool javaScript)
    {
        var email = javaScript ? "pat.morrow@secondhelping.example" : "lou.morrow@secondhelping.example";
        await using var visitor = await fixture.VisitAsync(javaScript: javaScript);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        await RegisterAsync(visitor.Page, email);
        await visitor.Page.GotoAsync((await mailbox.WaitForAsync(email, "Confirm your e-mail")).Link);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm my address" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Your address is confirmed.")).ToBeVisibleAsync();

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot the password?" }).ClickAsync();

        // Both pages ask for an e-mail: typed before the change of pages it would be typed on the one that goes.
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Forgot the password?" })).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("E-mail").FillAsync(email);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        var link = (await mailbox.WaitForAsync(email, "Set a new password")).Link;
        await SetPasswordAsync(visitor.Page, link, "a pot of very good tea");
        await Assertions.Expect(visitor.Page.GetByText("Your new password is set.")).ToBeVisibleAsync();
        await FillSignInAsync(visitor.Page, email, "a pot of very good tea");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you" })).ToBeVisibleAsync();

        await using var other = await fixture.VisitAsync();
        await SetPasswordAsync(other.Page, link, "somebody else's password");
        await Assertions.Expect(other.Page.GetByText("used before")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Address_is_changed_from_here_and_from_Salesforce_once_its_owner_confirms(bool javaScript)
    {
        var name = javaScript ? "Moss" : "Fern";
        var (first, second, third) = ($"kai.{name}@tallpines.example".ToLowerInvariant(), $"{name}@tallpines.example".ToLowerInvariant(), $"kai.{name}@home.example".ToLowerInvariant());
        await using var visitor = await fixture.VisitAsync(javaScript: javaScript);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var page = visitor.Page;
        await visitor.JoinAsync(fixture, "Kai", name, first);
        await page.GotoAsync("/profile/email");
        await page.GetByLabel("New e-mail").FillAsync(second);
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await ConfirmAsync(page, mailbox, second);
        await visitor.SignInAsync(second);
        await mailbox.WaitForAsync(first, "was changed");
        string? id = null;
        await Eventually.TrueAsync(async () => (id = (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{second}'")).FirstOrDefault()?["Id"]?.GetValue<string>()) is not null);

        // The office's new address waits; nobody is signed out, and nothing is sent there unasked.
        await org.EditAsync("Contact", id!, new() { ["Email"] = third });
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/profile");
            return await page.GetByText("The office has another address for you").CountAsync() == 1;
        });
        await Assertions.Expect(page.Locator(".field__fixed")).ToContainTextAsync(second);
        await page.GetByRole(AriaRole.Link, new() { Name = "Use it from now on" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("New e-mail")).ToHaveValueAsync(third);
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await ConfirmAsync(page, mailbox, third);
        await visitor.SignInAsync(third);
        await page.GotoAsync("/profile");
        await Assertions.Expect(page.GetByText("The office has another address for you")).ToHaveCountAsync(0);
        (await org.QueryAsync($"SELECT Id FROM Contact WHERE LastName = '{name}'")).Should().ContainSingle();
    }

    [Fact]
    public async Task Second_step_is_turned_on_and_asked_for_and_a_recovery_code_helps_out()
    {
        await using var visitor = await fixture.VisitAsync(javaScript: false);
        var page = visitor.Page;
        await visitor.JoinAsync(fixture, "Gil", "Reyes", "gil.reyes@tallpines.example");
        await page.GotoAsync("/account/security");
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(page.GetByText("That is not what the app shows now.")).ToBeVisibleAsync();
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/account/security");
            var key = (await page.Locator("code.key").TextContentAsync())!.Replace(" ", "", StringComparison.Ordinal);
            await page.GetByLabel("Code", new() { Exact = true }).FillAsync(Authenticator.CodeAt(key, TimeProvider.System.GetUtcNow()));
            await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
            return await page.GetByText("Your recovery codes").CountAsync() > 0;
        });
        var recovery = await page.Locator(".codes code").First.TextContentAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await FillSignInAsync(page, "gil.reyes@tallpines.example", PortalFixture.Password);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
        await page.GotoAsync("/");
        page.Url.Should().Contain("/sign-in", "one step is not enough");
        await FillSignInAsync(page, "gil.reyes@tallpines.example", PortalFixture.Password);
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(recovery!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you, Gil." })).ToBeVisibleAsync();
    }

    private static async Task ConfirmAsync(IPage page, Mailbox mailbox, string address)
    {
        await page.GotoAsync((await mailbox.WaitForAsync(address, "Confirm your new")).Link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, use it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Sign in with your new address.")).ToBeVisibleAsync();
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
