using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>A passkey, made and used with the browser's own virtual authenticator.</summary>
public sealed class PasskeyTests(PortalFixture fixture)
{
    [Fact]
    public async Task Passkey_is_added_signs_in_and_is_removed()
    {
        // A passkey belongs to a name, never to a number.
        await using var visitor = await fixture.VisitAsync(host: "localhost");
        var page = visitor.Page;
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        await visitor.JoinAsync(fixture, "Ada", "Bell", "ada.bell@prairiebread.example");

        await page.GotoAsync("/account/security");
        await page.GetByLabel("Name").FillAsync("My laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your passkey is added.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#passkeys strong", new() { HasText = "My laptop" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Good to see you, Ada." })).ToBeVisibleAsync();

        await page.GotoAsync("/account/security");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove My laptop" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is removed.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("That did not work. Try again, or sign in as before.")).ToBeVisibleAsync();
        visitor.Complaints.Should().NotContain(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
