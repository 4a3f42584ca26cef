using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>The other half of the main job: a payment reaches the member, Salesforce and accounting, each once.</summary>
public sealed class PaymentFlowTests(PortalFixture fixture)
{
    private const string Email = "eli.brandt@tallpines.example";

    [Fact]
    public async Task Dues_are_paid_after_a_declined_card_and_everybody_knows_once()
    {
        await using var visitor = await fixture.VisitAsync();
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        var page = visitor.Page;
        await visitor.SignInAsync(Email);
        await page.GetByRole(AriaRole.Link, new() { Name = "Pay my dues" }).ClickAsync();
        await page.GetByLabel("Individual").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay my dues" }).ClickAsync();

        // A declined card changes nothing and says what to do.
        await Cards.PayAsync(page, Cards.Declined);
        await Assertions.Expect(page.GetByText("declined")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back without paying" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nothing was charged", new() { Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByText("Not yet a member")).ToBeVisibleAsync();
        (await org.QueryAsync($"SELECT Id FROM Opportunity WHERE Account.Name = 'Tall Pines Pantry'")).Should().BeEmpty();

        await page.GotoAsync("/dues");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pay my dues" }).ClickAsync();
        await Cards.PayAsync(page, Cards.Good);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your seat is taken." })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "To your seat" }).ClickAsync();
        await Assertions.Expect(page.Locator(".badge", new() { HasText = "Current" })).ToBeVisibleAsync();

        await Eventually.TrueAsync(async () =>
            (await org.QueryAsync($"SELECT Payment_Status__c, Renewal_Date__c FROM Contact WHERE Email = '{Email}'")) is [var contact]
            && contact["Payment_Status__c"]?.GetValue<string>() == "paid" && contact["Renewal_Date__c"] is not null);
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Last_Payment_Date__c, Amount__c FROM Account WHERE Name = 'Tall Pines Pantry'")) is [var account]
            && account["Last_Payment_Date__c"] is not null && account["Amount__c"]!.GetValue<decimal>() == 45m);
        await Eventually.TrueAsync(async () => (await org.QueryAsync("SELECT Id FROM Opportunity WHERE Account.Name = 'Tall Pines Pantry'")).Count > 0);
        var receipt = await mailbox.WaitForAsync(Email, "receipt");
        await mailbox.WaitForAsync("accounting@longtable.example", "Eli");

        // The webhooks that came meanwhile, and a second look at the return page, change nothing.
        await page.GoBackAsync();
        var opportunity = (await org.QueryAsync("SELECT Name, Amount, StageName, CloseDate, Type FROM Opportunity WHERE Account.Name = 'Tall Pines Pantry'")).Should().ContainSingle().Subject;
        opportunity["Amount"]!.GetValue<decimal>().Should().Be(45m);
        opportunity["StageName"]!.GetValue<string>().Should().Be("Closed Won");
        opportunity["Type"]!.GetValue<string>().Should().Be("Membership");
        (await mailbox.ListAsync()).Where(mail => mail.To.Contains(Email, StringComparison.Ordinal) && mail.Subject.Contains("receipt", StringComparison.Ordinal)).Should().ContainSingle();
        receipt.Text.Should().Contain("$45");

        await page.GotoAsync("/dues");
        await Assertions.Expect(page.GetByText("Visa ending in 4242")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "(PDF)" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It will not renew")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep my membership" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It renews again")).ToBeVisibleAsync();
        visitor.Complaints.Should().NotContain(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Payment_history_is_searched_and_filtered_without_script()
    {
        await using var visitor = await fixture.VisitAsync(javaScript: false);
        await visitor.SignInAsync("ruth.abara@harborstreet.example");
        await visitor.Page.GotoAsync("/dues");
        var rows = visitor.Page.Locator("#history tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        var year = await visitor.Page.Locator("#year option").Nth(1).GetAttributeAsync("value");

        await visitor.Page.GetByLabel("Year", new() { Exact = true }).SelectOptionAsync(year!);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);

        await visitor.Page.GotoAsync("/dues?q=no+such+thing");
        await Assertions.Expect(visitor.Page.GetByText("No payment fits.")).ToBeVisibleAsync();
    }
}
