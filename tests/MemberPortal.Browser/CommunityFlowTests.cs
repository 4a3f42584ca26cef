using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>What members and the office tell each other, and what a member may do with what is held about them.</summary>
public sealed class CommunityFlowTests(PortalFixture fixture)
{
    private const string Dana = "dana@longtable.example";

    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 90_000 };
    private static readonly FilePayload Pdf = new() { Name = "receipt.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7\n%%EOF\n"u8.ToArray() };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Question_is_asked_answered_and_mailed_to_both(bool javaScript)
    {
        var (email, subject) = javaScript ? ("nia.cole@tallpines.example", "Two receipts") : ("ivo.marek@tallpines.example", "A lost receipt");
        await using var member = await fixture.VisitAsync(javaScript: javaScript);
        await using var office = await fixture.VisitAsync(javaScript: javaScript);
        using var mailbox = new Mailbox(fixture.Portal.Address);
        await member.JoinAsync(fixture, "Nia", "Cole", email);
        await member.Page.GotoAsync("/support");
        await member.Page.GetByLabel("Subject").FillAsync(subject);
        await member.Page.GetByLabel("Your question").FillAsync("Which of them counts?\nBoth are dated <today>.");
        await member.Page.GetByLabel("A file that shows it").SetInputFilesAsync(Pdf);
        await member.Page.PressButtonAsync("Send it");
        await Assertions.Expect(member.Page.GetByRole(AriaRole.Heading, new() { Name = subject })).ToBeVisibleAsync(Patiently);
        var conversation = new Uri(member.Page.Url).AbsolutePath;

        await office.SignInAsync(Dana);
        await Eventually.TrueAsync(async () => (await mailbox.ListAsync()).Any(mail => mail.To.Contains("members@longtable.example", StringComparison.Ordinal) && mail.Link.EndsWith(conversation, StringComparison.Ordinal)));
        await office.Page.GotoAsync(conversation);
        await Assertions.Expect(office.Page.GetByText("Both are dated <today>.")).ToBeVisibleAsync();
        var download = await office.Page.RunAndWaitForDownloadAsync(() => office.Page.GetByRole(AriaRole.Link, new() { Name = Pdf.Name }).ClickAsync());
        download.SuggestedFilename.Should().Be(Pdf.Name);
        (await File.ReadAllBytesAsync(await download.PathAsync())).Should().Equal(Pdf.Buffer);
        await office.Page.GetByLabel("Answer").FillAsync("The later one.");
        await office.Page.PressButtonAsync("Send and close");
        await Assertions.Expect(office.Page.GetByText("The later one.")).ToBeVisibleAsync(Patiently);

        await member.Page.GotoAsync((await mailbox.WaitForAsync(email, "The office has answered you")).Link);
        await Assertions.Expect(member.Page.GetByText("The later one.")).ToBeVisibleAsync();
        await member.Page.GotoAsync("/support");
        await Assertions.Expect(member.Page.Locator(".badge", new() { HasText = "Closed" })).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Link, new() { Name = subject }).ClickAsync();
        await member.Page.GetByLabel("Answer").FillAsync("Thank you.");
        await member.Page.PressButtonAsync("Send");
        await Assertions.Expect(member.Page.GetByText("Thank you.")).ToBeVisibleAsync(Patiently);
        await member.Page.GotoAsync("/support");
        await Assertions.Expect(member.Page.Locator(".badge", new() { HasText = "Open" })).ToBeVisibleAsync();
        member.Complaints.Concat(office.Complaints).Should().BeEmpty();
    }

    [Fact]
    public async Task Question_is_asked_by_keyboard_alone()
    {
        await using var visitor = await fixture.VisitAsync();
        var page = visitor.Page;
        await visitor.SignInAsync("tomas.lindqvist@northgate.example");
        await page.GotoAsync("/support");
        await page.TabToAsync("#input-subject");
        await page.Keyboard.TypeAsync("Opening hours");
        await page.TabToAsync("#input-body");
        await page.Keyboard.TypeAsync("When is the office open?");
        await page.TabToAsync("main form button");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Opening hours" })).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(page.GetByText("When is the office open?")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Document_is_stored_by_the_office_found_and_downloaded_by_a_member(bool javaScript)
    {
        var title = javaScript ? "Winter menu" : "Summer menu";
        await using var office = await fixture.VisitAsync(javaScript: javaScript);
        await using var member = await fixture.VisitAsync(javaScript: javaScript);
        await office.SignInAsync(Dana);
        await office.Page.GotoAsync("/documents");
        await office.Page.GetByLabel("Title").FillAsync(title);
        await office.Page.Locator("#category").FillAsync("Menus");
        await office.Page.GetByLabel("File").SetInputFilesAsync(Pdf);
        await office.Page.PressButtonAsync("Store it");
        await Assertions.Expect(office.Page.GetByText("The document is in the library.")).ToBeVisibleAsync(Patiently);

        await member.SignInAsync("eli.brandt@tallpines.example");
        await member.Page.GotoAsync("/documents");
        await member.Page.GetByLabel("Search").FillAsync(title);
        await member.Page.PressButtonAsync("Find");
        await Assertions.Expect(member.Page.Locator("main a[download]")).ToHaveCountAsync(1);
        var download = await member.Page.RunAndWaitForDownloadAsync(() => member.Page.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync());
        (await File.ReadAllBytesAsync(await download.PathAsync())).Should().Equal(Pdf.Buffer);
        await member.Page.GetByLabel("Search").FillAsync("no such paper");
        await member.Page.PressButtonAsync("Find");
        await Assertions.Expect(member.Page.GetByText("Nothing fits.")).ToBeVisibleAsync();
        await member.Page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Assertions.Expect(member.Page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
        member.Complaints.Concat(office.Complaints).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Member_asks_for_news_takes_their_data_along_and_leaves(bool javaScript)
    {
        var email = javaScript ? "bo.lund@tallpines.example" : "kit.lund@tallpines.example";
        await using var visitor = await fixture.VisitAsync(javaScript: javaScript);
        using var org = new SimulatedOrg(fixture.Portal.Simulator);
        var page = visitor.Page;
        await visitor.JoinAsync(fixture, "Bo", "Lund", email);
        await page.GotoAsync("/privacy");
        var news = page.GetByLabel("Send me news");
        await Assertions.Expect(news).Not.ToBeCheckedAsync();
        await news.CheckAsync();
        await page.PressButtonAsync("Save");
        await Assertions.Expect(page.GetByText("Saved")).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(news).ToBeCheckedAsync();
        await news.UncheckAsync();
        await page.PressButtonAsync("Save");
        await page.GotoAsync("/privacy");
        await Assertions.Expect(news).Not.ToBeCheckedAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download it as JSON" }).ClickAsync());
        JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!["profile"]!["email"]!.GetValue<string>().Should().Be(email);
        await Eventually.TrueAsync(async () => (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}'")).Count == 1);

        await page.GetByLabel("Your password").FillAsync("a guess");
        await page.PressButtonAsync("Delete my account");
        await Assertions.Expect(page.GetByText("That is not your password.")).ToBeVisibleAsync(Patiently);
        await page.GetByLabel("Your password").FillAsync(PortalFixture.Password);
        await page.PressButtonAsync("Delete my account");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your seat is free again." })).ToBeVisibleAsync(Patiently);
        await page.GotoAsync("/profile");
        new Uri(page.Url).AbsolutePath.Should().Be("/sign-in");
        await Eventually.TrueAsync(async () => (await org.QueryAsync($"SELECT Id FROM Contact WHERE Email = '{email}'")).Count == 0);
        visitor.Complaints.Should().BeEmpty();
    }
}
