using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MemberPortal.Tests.Security;

namespace MemberPortal.Tests.Community;

/// <summary>What members share with the office stays between the two; what the office shares is checked on its way in.</summary>
public sealed class CommunityTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    private const string Maya = "maya.okafor@harborstreet.example";
    private const string Ruth = "ruth.abara@harborstreet.example";
    private const string Tomas = "tomas.lindqvist@northgate.example";
    private const string Dana = "dana@longtable.example";
    private static readonly byte[] Pdf = "%PDF-1.7\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task Conversation_is_read_by_its_member_and_the_office_and_nobody_else()
    {
        using var maya = await portal.SignInAsync(Maya);
        using var asked = await RunningPortal.PostFormAsync(maya, "/support", new() { ["Input.Subject"] = "My invoice", ["Input.Body"] = "Where is it?" });
        var address = new Uri(portal.Address, asked.Headers.Location!).AbsolutePath;
        using var tomas = await portal.SignInAsync(Tomas);
        using var dana = await portal.SignInAsync(Dana);

        (await tomas.GetAsync(new Uri(address, UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await dana.GetStringAsync(new Uri(address, UriKind.Relative))).Should().Contain("Where is it?");
        using var answered = await RunningPortal.PostFormAsync(dana, address, new() { ["Input.Body"] = "On your dues page.", ["Input.Closes"] = "true" });
        var page = await maya.GetStringAsync(new Uri(address, UriKind.Relative));

        page.Should().Contain("On your dues page.").And.Contain("national office");
        (await tomas.GetStringAsync(new Uri("/support", UriKind.Relative))).Should().NotContain("My invoice");
    }

    [Theory]
    [InlineData("handbook.pdf", "MZ\u0090 not a pdf", "no pdf file inside")]
    [InlineData("page.html", "<script>alert(1)</script>", "Only PDF")]
    [InlineData("script.svg", "<svg onload='alert(1)'/>", "Only PDF")]
    [InlineData("noname", "%PDF-1.7", "Only PDF")]
    public async Task Upload_that_is_not_what_it_says_is_refused(string name, string content, string reason)
    {
        using var dana = await portal.SignInAsync(Dana);

        using var answer = await UploadAsync(dana, name, System.Text.Encoding.Latin1.GetBytes(content), "");

        Uri.UnescapeDataString(answer.Headers.Location!.ToString()).Should().Contain(reason);
    }

    [Fact]
    public async Task Document_for_one_tier_is_a_download_for_that_tier_alone()
    {
        using var dana = await portal.SignInAsync(Dana);
        using var maya = await portal.SignInAsync(Maya);
        using var eli = await portal.SignInAsync("eli.brandt@tallpines.example");
        using var stored = await UploadAsync(dana, "../../etc/wages.pdf", Pdf, "Professional");
        stored.Headers.Location!.ToString().Should().Contain("stored");
        var address = new HtmlParser().ParseDocument(await maya.GetStringAsync(new Uri("/documents", UriKind.Relative))).QuerySelectorAll("a[download]").OfType<IHtmlAnchorElement>().First(link => link.TextContent == "Handbook").PathName;

        using var download = await maya.GetAsync(new Uri(address, UriKind.Relative));

        download.StatusCode.Should().Be(HttpStatusCode.OK);
        download.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        download.Content.Headers.ContentDisposition.FileName!.Trim('"').Should().Be("wages.pdf", "a name is a name and no path");
        (await download.Content.ReadAsByteArrayAsync()).Should().Equal(Pdf);
        (await eli.GetAsync(new Uri(address, UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await eli.GetStringAsync(new Uri("/documents", UriKind.Relative))).Should().NotContain("wages.pdf");
    }

    [Fact]
    public async Task Contact_person_removes_only_their_own_people()
    {
        using var ruth = await portal.SignInAsync(Ruth);
        using var maya = await portal.SignInAsync(Maya);
        var token = await TokenAsync(ruth, "/organization");
        using var stranger = await PostAsync(ruth, "/organization/remove", token, ("member", "5eed0000-0000-7000-8000-000000000103"));
        using var byMaya = await PostAsync(maya, "/organization/remove", await TokenAsync(maya, "/profile"), ("member", "5eed0000-0000-7000-8000-000000000102"));

        byMaya.Headers.Location!.ToString().Should().Contain("/no-access", "she is not the contact person");
        using var tomas = await portal.SignInAsync(Tomas);
        (await tomas.GetStringAsync(new Uri("/", UriKind.Relative))).Should().Contain("Northgate Soup Works", "he belongs elsewhere");
        stranger.Headers.Location!.ToString().Should().NotContain("removed");
    }

    [Fact]
    public async Task Export_has_all_of_one_person_and_nothing_of_another()
    {
        using var tomas = await portal.SignInAsync(Tomas);

        var export = await tomas.GetStringAsync(new Uri("/privacy/export.json", UriKind.Relative));

        var json = JsonNode.Parse(export)!;
        json["profile"]!["email"]!.GetValue<string>().Should().Be(Tomas);
        json["payments"]!.AsArray().Should().HaveCount(2);
        export.Should().NotContain("Okafor").And.NotContain("PasswordHash");
    }

    [Fact]
    public async Task File_of_a_conversation_is_a_download_for_the_two_who_talk()
    {
        using var maya = await portal.SignInAsync(Maya);
        using var asked = await SendAsync(maya, "/support", "ask", Pdf, "proof.pdf", ("Input.Subject", "A bill"), ("Input.Body", "Here it is."));
        var page = new Uri(portal.Address, asked.Headers.Location!).AbsolutePath;
        var file = Links(await maya.GetStringAsync(new Uri(page, UriKind.Relative))).Single(link => link.Contains("/files/", StringComparison.Ordinal));
        using var tomas = await portal.SignInAsync(Tomas);
        using var dana = await portal.SignInAsync(Dana);
        using var refused = await SendAsync(maya, "/support", "ask", "MZ"u8.ToArray(), "proof.pdf", ("Input.Subject", "A bill"), ("Input.Body", "Here it is."));

        using var download = await dana.GetAsync(new Uri(file, UriKind.Relative));

        (await download.Content.ReadAsByteArrayAsync()).Should().Equal(Pdf);
        download.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        (await tomas.GetAsync(new Uri(file, UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await refused.Content.ReadAsStringAsync()).Should().Contain("That is no pdf file inside");
    }

    [Fact]
    public async Task Proposed_kitchen_is_added_by_the_office_and_is_its_members()
    {
        using var eli = await portal.SignInAsync("eli.brandt@tallpines.example");
        using var saved = await RunningPortal.PostFormAsync(eli, "/profile", new() { ["Input.FirstName"] = "Eli", ["Input.LastName"] = "Brandt", ["Input.ProposedOrganization"] = "Copper Ladle Duluth" });
        saved.Headers.Location!.ToString().Should().Contain("saved");
        using var dana = await portal.SignInAsync(Dana);
        (await dana.GetStringAsync(new Uri("/staff", UriKind.Relative))).Should().Contain("Copper Ladle Duluth");

        using var added = await PostAsync(dana, "/staff/proposals", await TokenAsync(dana, "/staff"), ("member", "5eed0000-0000-7000-8000-000000000105"), ("add", "true"));

        (await eli.GetStringAsync(new Uri("/", UriKind.Relative))).Should().Contain("Copper Ladle Duluth");
        (await dana.GetStringAsync(new Uri("/staff", UriKind.Relative))).Should().NotContain("Copper Ladle Duluth");
    }

    [Fact]
    public async Task Invited_person_belongs_to_the_kitchen_once_their_address_is_confirmed()
    {
        const string Email = "sam.ito@harborstreet.example";
        using var ruth = await portal.SignInAsync(Ruth);
        using var invited = await RunningPortal.PostFormAsync(ruth, "/organization", new() { ["Email"] = Email }, form => form.QuerySelector("[name=Email]") is not null);
        invited.Headers.Location!.ToString().Should().Contain("invited");
        using var sam = portal.Stranger();

        using var joined = await RunningPortal.PostFormAsync(sam, await LinkAsync(Email, "invites you"), new()
        {
            ["Input.FirstName"] = "Sam", ["Input.LastName"] = "Ito", ["Input.Email"] = Email, ["Input.Password"] = "soup for everyone",
        });
        (await ruth.GetStringAsync(new Uri("/organization", UriKind.Relative))).Should().NotContain("Sam Ito");
        using var confirmed = await RunningPortal.PostFormAsync(sam, await LinkAsync(Email, "Confirm your e-mail"), []);

        (await ruth.GetStringAsync(new Uri("/organization", UriKind.Relative))).Should().Contain("Sam Ito");
    }

    [Fact]
    public async Task Readable_export_says_it_in_words()
    {
        using var tomas = await portal.SignInAsync(Tomas);

        using var answer = await tomas.GetAsync(new Uri("/privacy/export.html", UriKind.Relative));

        answer.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        var text = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync()).Body!.TextContent;
        text.Should().Contain("Your payments").And.Contain("Member since").And.Contain("Lindqvist").And.NotContain("{").And.NotContain("Okafor");
    }

    [Fact]
    public async Task Audit_tells_of_sign_ins_failures_and_exports_to_admins()
    {
        using var failing = portal.Stranger();
        using var failed = await RunningPortal.PostFormAsync(failing, "/sign-in", new() { ["Input.Email"] = Maya, ["Input.Password"] = "guess" });
        using var tomas = await portal.SignInAsync(Tomas);
        await tomas.GetStringAsync(new Uri("/privacy/export.json", UriKind.Relative));
        using var ines = await portal.SignInAsync("ines@longtable.example");

        var page = await ines.GetStringAsync(new Uri("/staff/audit", UriKind.Relative));
        var csv = await ines.GetStringAsync(new Uri("/staff/audit.csv", UriKind.Relative));

        page.Should().Contain("sign-in.failed").And.Contain("privacy.exported").And.Contain("Tom\u00e1s Lindqvist");
        csv.Should().StartWith("at,action,who,about").And.Contain("sign-in.failed,Maya Okafor");
        (await ines.GetStringAsync(new Uri("/staff/audit?action=privacy.exported", UriKind.Relative))).Should().NotContain(">sign-in.failed</td>");
    }

    [Fact]
    public async Task News_goes_by_mail_to_those_who_agreed_and_to_nobody_else()
    {
        using var maya = await portal.SignInAsync(Maya);
        using var tomas = await portal.SignInAsync(Tomas);
        using var agreed = await RunningPortal.PostFormAsync(maya, "/privacy", new() { ["Wants"] = "true" }, form => form.QuerySelector("[name=Wants]") is not null);
        agreed.Headers.Location!.ToString().Should().Contain("said");
        using var dana = await portal.SignInAsync(Dana);

        using var published = await RunningPortal.PostFormAsync(dana, "/news", new() { ["Input.Title"] = "Soup day", ["Input.Body"] = "Bring a spoon." });

        (await LinkAsync(Maya, "Soup day")).Should().EndWith("/news");
        (await tomas.GetStringAsync(new Uri("/", UriKind.Relative))).Should().Contain("Soup day");
        JsonNode.Parse(await dana.GetStringAsync(new Uri("/dev/mail.json", UriKind.Relative)))!.AsArray()
            .Where(mail => mail!["subject"]!.GetValue<string>() == "Soup day").Should().ContainSingle();
    }

    [Fact]
    public async Task Figures_are_exported_as_one_table()
    {
        using var dana = await portal.SignInAsync(Dana);

        var csv = await dana.GetStringAsync(new Uri("/staff/figures.csv", UriKind.Relative));

        csv.Should().StartWith("what,name,members,joined,renewed,lapsed,revenue").And.Contain("tier,Professional,").And.Contain("renewal rate (%)");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(line => line.Count(letter => letter == ',') == 6);
    }

    private async Task<string> LinkAsync(string to, string subject)
    {
        using var http = portal.Stranger();
        for (var look = 0; look < 600; look++)
        {
            var mails = JsonNode.Parse(await http.GetStringAsync(new Uri("/dev/mail.json", UriKind.Relative)))!.AsArray();
            if (mails.FirstOrDefault(mail => mail!["to"]!.GetValue<string>() == to && mail["subject"]!.GetValue<string>().Contains(subject, StringComparison.Ordinal)) is { } found)
                return new Uri(System.Text.RegularExpressions.Regex.Match(found["text"]!.GetValue<string>(), @"https?://\S+").Value).PathAndQuery;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException($"No mail about '{subject}' came to {to}.");
    }

    private static IEnumerable<string> Links(string html) => new HtmlParser().ParseDocument(html).QuerySelectorAll("main a").OfType<IHtmlAnchorElement>().Select(link => link.PathName);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string page, string handler, byte[] file, string name, params (string Name, string Value)[] fields)
    {
        using var body = new MultipartFormDataContent
        {
            { new StringContent(await TokenAsync(client, page)), "__RequestVerificationToken" },
            { new StringContent(handler), "_handler" },
            { new ByteArrayContent(file), "Input.File", name },
        };
        foreach (var field in fields)
            body.Add(new StringContent(field.Value), field.Name);
        return await client.PostAsync(new Uri(page, UriKind.Relative), body);
    }

    private static async Task<string> TokenAsync(HttpClient client, string page) =>
        ((IHtmlInputElement)new HtmlParser().ParseDocument(await client.GetStringAsync(new Uri(page, UriKind.Relative))).QuerySelector("[name=__RequestVerificationToken]")!).Value;

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string token, params (string Name, string Value)[] fields) =>
        client.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))));

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, string name, byte[] content, string onlyFor)
    {
        using var body = new MultipartFormDataContent
        {
            { new StringContent(await TokenAsync(client, "/documents")), "__RequestVerificationToken" },
            { new StringContent("Handbook"), "title" },
            { new StringContent("Kitchen"), "category" },
            { new StringContent(onlyFor), "onlyFor" },
            { new ByteArrayContent(content), "file", name },
        };
        return await client.PostAsync(new Uri("/documents", UriKind.Relative), body);
    }
}
