using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>The link in the reminder pays without a password, and does nothing else.</summary>
public sealed class PayLinkTests(PortalFixture fixture)
{
    private const string Email = "tomas.lindqvist@northgate.example";
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Fact]
    public async Task Link_in_the_reminder_pays_without_JavaScript_and_opens_nothing_else()
    {
        await using var visitor = await fixture.VisitAsync(javaScript: false);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var page = visitor.Page;
        var link = (await mailbox.WaitForAsync(Email, "runs out soon")).Link;

        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "your seat is kept" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay $95" }).ClickAsync();
        await Cards.PayAsync(page, Cards.Declined);
        await Assertions.Expect(page.GetByText("declined")).ToBeVisibleAsync();
        await Cards.PayAsync(page, Cards.Good);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your seat is taken." })).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Opportunity WHERE Account.Name = 'Northgate Soup Works' AND Amount = 95")).Count == 3);

        // It has signed nobody in, and has nothing more to sell.
        await page.GotoAsync("/dues");
        page.Url.Should().Contain("/sign-in");
        await page.GotoAsync(link);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is nothing to pay" })).ToBeVisibleAsync();
        (await page.Locator("main form").CountAsync()).Should().Be(0);
        (await page.ContentAsync()).Should().NotContain("Lindqvist").And.NotContain(Email);

        await page.GotoAsync(link[..^3]);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This link does not work any more." })).ToBeVisibleAsync();
    }
}
