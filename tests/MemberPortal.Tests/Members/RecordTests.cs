using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MemberPortal.Members;
using MemberPortal.Tests.Security;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;
using SyncEngine.Model;

namespace MemberPortal.Tests.Members;

/// <summary>A member's record between the portal and Salesforce: what the member is told, and what is left when they leave.</summary>
public sealed class RecordTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Conflict_is_told_with_both_values()
    {
        const string Maya = "maya.okafor@harborstreet.example";
        using var maya = await portal.SignInAsync(Maya);
        await EventuallyAsync(async () => (await StateAsync(maya)).Contains("data-state=\"insync\"", StringComparison.Ordinal));
        var id = (await QueryAsync($"SELECT Id FROM Contact WHERE Email = '{Maya}'"))[0]!["Id"]!.GetValue<string>();
        // Both at once: whichever came first would else just be news to the other.
        await SwitchMembersAsync(DirectionSwitch.Off);
        using var office = portal.Office();
        using var body = new StringContent("{\"FirstName\":\"Maja\"}", System.Text.Encoding.UTF8, "application/json");
        (await office.PatchAsync(new Uri($"services/data/v67.0/sobjects/Contact/{id}", UriKind.Relative), body)).IsSuccessStatusCode.Should().BeTrue();

        using var saved = await RunningPortal.PostFormAsync(maya, "/profile", new() { ["Input.FirstName"] = "Maya Adaeze", ["Input.LastName"] = "Okafor", ["Input.OrganizationId"] = "5eed0000-0000-7000-8000-000000000001" });

        saved.Headers.Location!.ToString().Should().Contain("saved");
        await SwitchMembersAsync(DirectionSwitch.On);
        var memberId = (await QueryAsync($"SELECT Portal_Id__c FROM Contact WHERE Id = '{id}'"))[0]!["Portal_Id__c"]!.GetValue<string>();
        await portal.Services.GetRequiredService<ISyncMarks>().MarkRecordAsync<Member>(memberId, Cause.Engine);
        await EventuallyAsync(async () => (await StateAsync(maya)).Contains("data-state=\"needsdecision\"", StringComparison.Ordinal));
        new HtmlParser().ParseDocument(await StateAsync(maya)).QuerySelector(".questions")!.TextContent.Should().Contain("first name").And.Contain("Maya Adaeze").And.Contain("Maja");
        (await maya.GetStringAsync(new Uri("/", UriKind.Relative))).Should().Contain("Maja", "the first page tells it, too");
    }

    [Fact]
    public async Task Deleted_person_is_gone_here_in_Salesforce_and_in_the_journal()
    {
        const string June = "june.castellano@prairiebread.example";
        const string JuneId = "5eed0000-0000-7000-8000-000000000104";
        using var june = await portal.SignInAsync(June);
        var document = new HtmlParser().ParseDocument(await june.GetStringAsync(new Uri("/privacy", UriKind.Relative)));
        var form = document.QuerySelectorAll("form").OfType<IHtmlFormElement>().First(form => form.QuerySelector("[name=Password]") is not null);
        var fields = form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "hidden").ToDictionary(input => input.Name!, input => input.Value);
        using var wrong = await june.PostAsync(new Uri("/privacy", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["Password"] = "guess" }));
        (await wrong.Content.ReadAsStringAsync()).Should().Contain("That is not your password.");

        await EventuallyAsync(async () => (await QueryAsync($"SELECT Id FROM Contact WHERE Email = '{June}'")).Count == 1);
        using var gone = await june.PostAsync(new Uri("/privacy", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["Password"] = "soup for everyone" }));

        gone.Headers.Location!.ToString().Should().EndWith("/goodbye");
        using var again = await portal.SignInAsync(June);
        (await again.GetAsync(new Uri("/", UriKind.Relative))).StatusCode.Should().Be(HttpStatusCode.Redirect);
        using var dana = await portal.SignInAsync("dana@longtable.example");
        (await dana.GetStringAsync(new Uri("/staff/members", UriKind.Relative))).Should().NotContain("Castellano").And.NotContain(June);
        await EventuallyAsync(async () => (await QueryAsync($"SELECT FirstName, LastName FROM Contact WHERE Portal_Id__c = '{JuneId}'")) is [var contact]
            && contact!["LastName"]!.GetValue<string>() == "Member" && contact["FirstName"]!.GetValue<string>() == "Former");
        (await QueryAsync($"SELECT Id FROM Contact WHERE Email = '{June}'")).Should().BeEmpty();
        await EventuallyAsync(async () => (await StoryAsync(JuneId)).All(entry => entry.Fields.Count == 0));
        (await StoryAsync(JuneId)).Should().NotBeEmpty("that something was done stays");
    }

    private Task SwitchMembersAsync(DirectionSwitch to) => portal.Services.GetRequiredService<ISyncSwitches>().SetAsync("Member", to, to, Cause.Engine);

    private static Task<string> StateAsync(HttpClient member) => member.GetStringAsync(new Uri("/profile/sync", UriKind.Relative));

    private async Task<IReadOnlyList<JournalEntry>> StoryAsync(string id)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ISyncJournal>().SearchAsync(new JournalQuery { Key = WorkKey.ForRecord("Member", id), PageSize = 100 })).Items;
    }

    private async Task<JsonArray> QueryAsync(string soql)
    {
        using var office = portal.Office();
        return JsonNode.Parse(await office.GetStringAsync(new Uri($"services/data/v67.0/query?q={Uri.EscapeDataString(soql)}", UriKind.Relative)))!["records"]!.AsArray();
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var look = 0; look < 1200; look++)
        {
            if (await condition())
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        Assert.Fail("The condition was to come true.");
    }
}
