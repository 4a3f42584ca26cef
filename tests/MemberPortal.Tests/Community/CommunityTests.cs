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
        var address = new HtmlParser().ParseDocument(await maya.GetStringAsync(new Uri("/documents", UriKind.Relative))).QuerySelectorAll("a[download]").OfType<IHtmlAnchorElement>().First().PathName;

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
    public async Task Deleted_person_is_gone_here_and_can_sign_in_no_more()
    {
        const string June = "june.castellano@prairiebread.example";
        using var june = await portal.SignInAsync(June);
        var document = new HtmlParser().ParseDocument(await june.GetStringAsync(new Uri("/privacy", UriKind.Relative)));
        var form = document.QuerySelectorAll("form").OfType<IHtmlFormElement>().First(form => form.QuerySelector("[name=Password]") is not null);
        var fields = form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "hidden").ToDictionary(input => input.Name!, input => input.Value);
        using var wrong = await june.PostAsync(new Uri("/privacy", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["Password"] = "guess" }));
        (await wrong.Content.ReadAsStringAsync()).Should().Contain("That is not your password.");

        using var gone = await june.PostAsync(new Uri("/privacy", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["Password"] = "soup for everyone" }));

        gone.Headers.Location!.ToString().Should().EndWith("/goodbye");
        using var again = await portal.SignInAsync(June);
        (await again.GetAsync(new Uri("/", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        using var dana = await portal.SignInAsync(Dana);
        (await dana.GetStringAsync(new Uri("/staff/members", UriKind.Relative))).Should().NotContain("Castellano").And.NotContain(June);
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
