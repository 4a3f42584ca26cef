using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>What the office does for everybody, and for one member who proposed a kitchen.</summary>
public sealed class OfficeFlowTests(PortalFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task News_and_a_proposed_kitchen_reach_the_member(bool javaScript)
    {
        var (email, title, kitchen) = javaScript
            ? ("ana.reyes@copperladle.example", "The spring table", "Copper Ladle Duluth")
            : ("max.reyes@tinladle.example", "The autumn table", "Tin Ladle Fargo");
        await using var member = await fixture.VisitAsync(javaScript: javaScript);
        await using var office = await fixture.VisitAsync(javaScript: javaScript);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        await member.JoinAsync(fixture, "Ana", "Reyes", email);
        await member.Page.GotoAsync("/profile");
        await member.Page.Locator("summary").ClickAsync();
        await member.Page.GetByLabel("Name of your kitchen").FillAsync(kitchen);
        await member.Page.PressButtonAsync("Save");
        await Assertions.Expect(member.Page.GetByText("Your profile is saved.")).ToBeVisibleAsync(Patiently);

        await office.SignInAsync("dana@longtable.example");
        await office.Page.GotoAsync("/staff");
        await office.Page.GetByRole(AriaRole.Row, new() { Name = kitchen }).GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Assertions.Expect(office.Page.GetByText(kitchen)).ToHaveCountAsync(0);
        await office.Page.GotoAsync("/news");
        await office.Page.PressButtonAsync("Publish");
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToHaveCountAsync(0);
        await office.Page.GetByLabel("Title").FillAsync(title);
        await office.Page.GetByLabel("Text").FillAsync("Bring a chair.\nAnd somebody you know.");
        await office.Page.PressButtonAsync("Publish");
        await Assertions.Expect(office.Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync(Patiently);

        await member.Page.GotoAsync("/");
        await Assertions.Expect(member.Page.GetByRole(AriaRole.Heading, new() { Name = $"News: {title}" })).ToBeVisibleAsync();
        await Assertions.Expect(member.Page.GetByText(kitchen)).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Link, new() { Name = "All news" }).ClickAsync();
        await Assertions.Expect(member.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = title }).GetByText("And somebody you know.")).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () => (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}' AND Account.Name = '{kitchen}'")).Count == 1);
        (await org.QueryAsync($"SELECT Id FROM Account WHERE Name = '{kitchen}'")).Should().ContainSingle();
        member.Complaints.Concat(office.Complaints).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Office_adds_a_kitchen_and_its_member_finds_and_changes_them_and_takes_the_figures_along(bool javaScript)
    {
        var (kitchen, name, email) = javaScript ? ("Riverside Kitchen", "Rivers", "ada@riverside.example") : ("Lakeside Kitchen", "Lake", "ada@lakeside.example");
        await using var office = await fixture.VisitAsync(javaScript: javaScript);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var page = office.Page;
        await office.SignInAsync("dana@longtable.example");
        await page.GotoAsync("/staff/organizations/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(kitchen);
        await page.PressButtonAsync("Add the organization");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = kitchen })).ToBeVisibleAsync(Patiently);
        await page.GotoAsync("/staff/members/new");
        await page.GetByLabel("First name").FillAsync("Ada");
        await page.GetByLabel("Last name").FillAsync(name);
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Organization").SelectOptionAsync(kitchen);
        await page.PressButtonAsync("Add the member");
        await Assertions.Expect(page.GetByText("Saved, and on its way to Salesforce.")).ToBeVisibleAsync(Patiently);

        await page.GotoAsync("/staff/members");
        await page.GetByLabel("Name, e-mail or organization").FillAsync(kitchen);
        await page.PressButtonAsync("Find");
        await Assertions.Expect(page.Locator("main tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = $"Ada {name}" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit name, address and organization" }).ClickAsync();
        await page.GetByLabel("First name").FillAsync("Adaeze");
        await page.PressButtonAsync("Save");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Adaeze {name}" })).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () => (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}' AND FirstName = 'Adaeze' AND Account.Name = '{kitchen}'")).Count == 1);

        await page.GotoAsync("/staff/figures");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" }).ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync())).Should().StartWith("what,name,members,");
        office.Complaints.Should().BeEmpty();
    }
}
