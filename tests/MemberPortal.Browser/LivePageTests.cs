using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>The open page follows what happens elsewhere, and says so when it cannot.</summary>
public sealed class LivePageTests(PortalFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };

    [Fact]
    public async Task Change_made_in_Salesforce_appears_on_the_open_page_and_typing_is_kept()
    {
        await using var visitor = await fixture.VisitAsync();
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var (page, email) = (visitor.Page, "iris.vale@secondhelping.example");
        await visitor.JoinAsync(fixture, "Iris", "Vale", email);
        string? id = null;
        await Eventually.TrueAsync(async () => (id = (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}'")).FirstOrDefault()?["Id"]?.GetValue<string>()) is not null);
        await page.GotoAsync("/profile");
        await Assertions.Expect(page.Locator("sync-state [data-state=insync]")).ToBeVisibleAsync(Patiently);

        await org.EditAsync("Contact", id!, new() { ["LastName"] = "Vale-Ortiz" });
        await Assertions.Expect(page.GetByText("The national office changed your record just now")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByLabel("Last name")).ToHaveValueAsync("Vale-Ortiz", new() { Timeout = 90_000 });

        // What is being typed is not swept away, and saving it tells what it would overwrite.
        await page.GotoAsync("/profile");
        await page.GetByLabel("First name").FillAsync("Irene");
        await org.EditAsync("Contact", id!, new() { ["LastName"] = "Ortiz" });
        await Assertions.Expect(page.GetByText("What you are typing is still here.")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByLabel("First name")).ToHaveValueAsync("Irene");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your profile was changed elsewhere in the meantime. It now says Iris Ortiz.")).ToBeVisibleAsync(Patiently);
        await page.GetByLabel("Last name").FillAsync("Ortiz");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your profile is saved.")).ToBeVisibleAsync(Patiently);
        await Eventually.TrueAsync(async () => (await org.QueryAsync($"SELECT FirstName, LastName FROM Contact WHERE Email = '{email}'"))[0] is { } contact
            && contact["FirstName"]!.GetValue<string>() == "Irene" && contact["LastName"]!.GetValue<string>() == "Ortiz");
    }

    [Fact]
    public async Task Without_a_connection_the_page_says_so_and_the_next_one_is_kind()
    {
        await using var visitor = await fixture.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");

        await page.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.GetByText("No connection just now. What you see may be old")).ToBeVisibleAsync();
        await page.GotoAsync("/register");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No connection just now." })).ToBeVisibleAsync();
        (await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.button')).borderRadius")).Should().NotBe("0px", "its style is kept, too");

        await page.Context.SetOfflineAsync(false);
        await page.GotoAsync("/register");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is room for you." })).ToBeVisibleAsync();
    }
}
