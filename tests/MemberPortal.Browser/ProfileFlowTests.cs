using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>The main job: a member's edit is in Salesforce, and the page says so.</summary>
public sealed class ProfileFlowTests(PortalFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Fact]
    public async Task Edit_arrives_in_Salesforce_and_the_page_says_so()
    {
        await using var visitor = await fixture.VisitAsync();
        var page = visitor.Page;
        await visitor.SignInAsync("maya.okafor@harborstreet.example");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change your profile" }).ClickAsync();
        await page.GetByLabel("First name").FillAsync("Maya Adaeze");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Your profile is saved.")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.Locator("sync-state [data-state=insync]")).ToBeVisibleAsync(Patiently);

        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var contacts = await org.QueryAsync(
            "SELECT FirstName, LastName, Title, Account.Name, Portal_Id__c, Membership_Tier__c, Payment_Status__c, Last_Synced__c FROM Contact WHERE Email = 'maya.okafor@harborstreet.example'");
        var contact = contacts.Should().ContainSingle("the Contact that was there is adopted, not doubled").Subject;
        contact["FirstName"]!.GetValue<string>().Should().Be("Maya Adaeze");
        contact["Title"]!.GetValue<string>().Should().Be("Head cook", "what the office knows stays");
        contact["Account"]!["Name"]!.GetValue<string>().Should().Be("Harbor Street Kitchen");
        contact["Portal_Id__c"]!.GetValue<string>().Should().NotBeEmpty();
        contact["Membership_Tier__c"]!.GetValue<string>().Should().Be("Professional");
        contact["Payment_Status__c"]!.GetValue<string>().Should().Be("paid");
        contact["Last_Synced__c"].Should().NotBeNull();
        (await org.QueryAsync("SELECT Id FROM Account WHERE Name = 'Harbor Street Kitchen'")).Should().ContainSingle();
        visitor.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Edit_arrives_without_JavaScript()
    {
        await using var visitor = await fixture.VisitAsync(javaScript: false);
        var page = visitor.Page;
        await visitor.SignInAsync("ruth.abara@harborstreet.example");
        await page.GotoAsync("/profile");
        await page.GetByLabel("Last name").FillAsync("Abara-Quinn");
        await page.GetByLabel("Organization").SelectOptionAsync("Tall Pines Pantry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your profile is saved.")).ToBeVisibleAsync(Patiently);

        await Eventually.TrueAsync(async () =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
            return await page.Locator("[data-state=insync]").CountAsync() == 1;
        });

        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var contact = (await org.QueryAsync("SELECT LastName, Account.Name FROM Contact WHERE Email = 'ruth.abara@harborstreet.example'")).Should().ContainSingle().Subject;
        contact["LastName"]!.GetValue<string>().Should().Be("Abara-Quinn");
        contact["Account"]!["Name"]!.GetValue<string>().Should().Be("Tall Pines Pantry");
    }

    [Fact]
    public async Task Edit_is_done_by_keyboard_alone()
    {
        await using var visitor = await fixture.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.TabToAsync("#input-email");
        await page.Keyboard.TypeAsync("eli.brandt@tallpines.example");
        await page.TabToAsync("#input-password");
        await page.Keyboard.TypeAsync(PortalFixture.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).Should().Contain("Skip to");

        await page.GotoAsync("/profile");
        await page.TabToAsync("#input-firstname");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Elias");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByText("Your profile is saved.")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByLabel("First name")).ToHaveValueAsync("Elias");
    }

    [Fact]
    public async Task Fault_is_told_while_typing_and_by_the_server()
    {
        await using var visitor = await fixture.VisitAsync();
        var page = visitor.Page;
        await visitor.SignInAsync("june.castellano@prairiebread.example");
        await page.GotoAsync("/profile");
        await page.GetByLabel("Last name").FillAsync("");
        await Assertions.Expect(page.Locator("#input-lastname-fault")).ToHaveTextAsync("Enter your last name.");
        await page.GetByLabel("Last name").FillAsync("Castellano");
        await Assertions.Expect(page.Locator("#input-lastname-fault")).ToBeHiddenAsync();

        await using var plain = await fixture.VisitAsync(javaScript: false);
        await plain.SignInAsync("june.castellano@prairiebread.example");
        await plain.Page.GotoAsync("/profile");
        await plain.Page.GetByLabel("Last name").FillAsync("   ");
        await plain.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Assertions.Expect(plain.Page.GetByText("Not saved yet")).ToBeVisibleAsync();
        await Assertions.Expect(plain.Page.Locator("#input-lastname-fault")).ToHaveTextAsync("Enter your last name.");
    }
}
