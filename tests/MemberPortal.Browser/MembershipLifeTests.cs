using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>What a member does in the years after joining, none of it with the office's help.</summary>
public sealed class MembershipLifeTests(PortalFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Fact]
    public async Task Plan_is_changed_paused_cancelled_and_kept_without_JavaScript()
    {
        await using var visitor = await fixture.VisitAsync(javaScript: false);
        using var account = new SimulatedAccount(fixture.Portal.Simulator);
        var (page, email) = (visitor.Page, "olu.ade@secondhelping.example");
        await visitor.JoinAsync(fixture, "Olu", "Ade", email);

        // The account's clock is in another year than the portal's, as one of Stripe's test clocks may be.
        await account.AdvanceAsync(days: 800);
        await page.GotoAsync("/dues");
        await page.GetByLabel("Individual").CheckAsync();
        await page.PressButtonAsync("Pay my dues");
        await Cards.PayAsync(page, Cards.Good);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your seat is taken." })).ToBeVisibleAsync(Patiently);

        // The sum that is shown is the sum that is charged.
        await page.GotoAsync("/dues");
        await page.GetByLabel("Change to").SelectOptionAsync("Professional");
        await page.PressButtonAsync("See what it costs");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "From Individual to Professional" })).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByText("$50 to pay now")).ToBeVisibleAsync();
        await page.PressButtonAsync("Pay $50 and change");
        await Assertions.Expect(page.GetByText("Your membership is changed")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.Locator("#history tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#history")).ToContainTextAsync("$50");
        (await account.SubscriptionOfAsync(email))["items"]!["data"]![0]!["price"]!["unit_amount"]!.GetValue<long>().Should().Be(9500);

        await page.PressButtonAsync("Pause");
        await Assertions.Expect(page.GetByText("Nothing is charged until")).ToBeVisibleAsync(Patiently);
        (await account.SubscriptionOfAsync(email))["pause_collection"].Should().NotBeNull();
        await page.PressButtonAsync("Take it up again");
        await Assertions.Expect(page.GetByText("Taken up again")).ToBeVisibleAsync(Patiently);
        (await account.SubscriptionOfAsync(email))["pause_collection"].Should().BeNull();

        await page.PressButtonAsync("Cancel");
        await Assertions.Expect(page.GetByText("It will not renew")).ToBeVisibleAsync(Patiently);
        await page.PressButtonAsync("Keep my membership");
        await Assertions.Expect(page.GetByText("It renews again")).ToBeVisibleAsync(Patiently);
        (await account.SubscriptionOfAsync(email))["cancel_at_period_end"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task Failed_renewal_is_repaired_by_its_member_and_the_next_one_goes_by_itself()
    {
        await using var visitor = await fixture.VisitAsync();
        using var account = new SimulatedAccount(fixture.Portal.Simulator);
        var (page, email) = (visitor.Page, "wen.li@tallpines.example");
        await visitor.JoinAsync(fixture, "Wen", "Li", email);

        // Joining and paying by keyboard alone, as far as the portal's pages go.
        await page.GotoAsync("/dues");
        await page.TabToAsync("input[name=tier]");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.TabToAsync("form[action='/dues/pay'] button");
        await page.Keyboard.PressAsync("Enter");
        await Cards.PayAsync(page, Cards.Good);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your seat is taken." })).ToBeVisibleAsync(Patiently);
        await page.GotoAsync("/dues");
        await Assertions.Expect(page.Locator("#history")).ToContainTextAsync("Student");

        // A card that will fail, and a year.
        await page.PressButtonAsync("Change the card");
        await Cards.PayAsync(page, Cards.FailsLater);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your card is changed." })).ToBeVisibleAsync(Patiently);
        await account.AdvanceAsync(days: 367);
        await Eventually.TrueAsync(async () => (await account.SubscriptionOfAsync(email))["status"]!.GetValue<string>() == "past_due");
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/dues");
            return await page.GetByText("could not be collected").CountAsync() > 0;
        });
        await page.PressButtonAsync("Try again");
        await Assertions.Expect(page.GetByText("Your bank declined the card.")).ToBeVisibleAsync(Patiently);
        await page.PressButtonAsync("Use another card");
        await Cards.PayAsync(page, Cards.Good);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your card is changed." })).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/dues");
            return await page.GetByText("could not be collected").CountAsync() == 0 && await page.Locator("#history tbody tr").CountAsync() == 2;
        });
        (await account.SubscriptionOfAsync(email))["status"]!.GetValue<string>().Should().Be("active");

        await account.AdvanceAsync(days: 366);
        await Eventually.TrueAsync(async () =>
        {
            await page.GotoAsync("/dues");
            return await page.Locator("#history tbody tr").CountAsync() == 3;
        });
        visitor.Complaints.Should().NotContain(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
