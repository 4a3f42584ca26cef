using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>An organization's contact person invites, pays for everybody, and takes somebody off.</summary>
public sealed class KitchenFlowTests(PortalFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Fact]
    public async Task Contact_person_invites_pays_for_all_and_takes_somebody_off()
    {
        const string Email = "lee.kim@harborstreet.example";
        await using var ruth = await fixture.VisitAsync();
        await using var lee = await fixture.VisitAsync(javaScript: false);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        await ruth.SignInAsync("ruth.abara@harborstreet.example");
        await ruth.Page.GotoAsync("/organization");
        await ruth.Page.GetByLabel("E-mail").FillAsync(Email);
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }).ClickAsync();
        await Assertions.Expect(ruth.Page.GetByText("The invitation is on its way.")).ToBeVisibleAsync();

        await lee.JoinAsync(fixture, "Lee", "Kim", Email, (await mailbox.WaitForAsync(Email, "invites you")).Link);
        await Assertions.Expect(lee.Page.GetByText("Not yet a member")).ToBeVisibleAsync();

        await ruth.Page.GotoAsync("/organization");
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Pay for the kitchen" }).ClickAsync();
        await Cards.PayAsync(ruth.Page, Cards.Good);
        await Assertions.Expect(ruth.Page.GetByRole(AriaRole.Heading, new() { Name = "The whole kitchen has a seat." })).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () =>
        {
            await lee.Page.GotoAsync("/");
            return await lee.Page.Locator(".badge", new() { HasText = "Covered" }).CountAsync() == 1;
        });
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Opportunity WHERE Account.Name = 'Harbor Street Kitchen' AND Amount = 600")).Count == 1);

        await ruth.Page.GotoAsync("/organization");
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Lee Kim" }).ClickAsync();
        await Assertions.Expect(ruth.Page.GetByText("lee.kim", new() { Exact = false })).ToHaveCountAsync(0);
        await Eventually.TrueAsync(async () =>
        {
            await lee.Page.GotoAsync("/");
            return await lee.Page.Locator(".badge", new() { HasText = "Not yet a member" }).CountAsync() == 1;
        });
    }
}
