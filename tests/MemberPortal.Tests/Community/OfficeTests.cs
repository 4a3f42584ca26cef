using System.Net;
using MemberPortal.Accounts;
using MemberPortal.Data;
using MemberPortal.Members;
using MemberPortal.Tests.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine;

namespace MemberPortal.Tests.Community;

/// <summary>The office looks after members, organizations and its own people; what it saves reaches Salesforce like anything else.</summary>
public sealed class OfficeTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    private const string Dana = "dana@longtable.example";
    private const string Ines = "ines@longtable.example";
    private const string Maya = "maya.okafor@harborstreet.example";

    [Fact]
    public async Task Organization_and_member_are_added_changed_and_reach_Salesforce()
    {
        using var dana = await portal.SignInAsync(Dana);

        using var organization = await RunningPortal.PostFormAsync(dana, "/staff/organizations/new", new() { ["Input.Name"] = "Riverside Kitchen", ["Input.Domain"] = "Riverside.example" });
        var organizationPage = Path(organization);
        var organizationId = Guid.Parse(organizationPage.Split('/')[^1]);
        using var member = await RunningPortal.PostFormAsync(dana, "/staff/members/new", new()
        {
            ["Input.FirstName"] = "Ada", ["Input.LastName"] = "Rivers", ["Input.Email"] = "ada@riverside.example", ["Input.OrganizationId"] = organizationId.ToString(),
        });
        var memberPage = Path(member);
        using var contact = await RunningPortal.PostFormAsync(dana, organizationPage, new() { ["Input.Name"] = "Riverside Kitchen", ["Input.Domain"] = "riverside.example", ["Input.ContactId"] = memberPage.Split('/')[^1] });
        using var renamed = await RunningPortal.PostFormAsync(dana, memberPage + "/edit", new() { ["Input.FirstName"] = "Ada", ["Input.LastName"] = "Rivers-Lake", ["Input.OrganizationId"] = organizationId.ToString(), ["Input.Email"] = "ada.lake@riverside.example" });
        var shown = await dana.GetStringAsync(new Uri(memberPage + "?said=saved", UriKind.Relative));

        renamed.Headers.Location!.ToString().Should().EndWith("said=saved", "nobody signs in with the address yet, so it holds at once");
        shown.Should().Contain("Rivers-Lake").And.Contain("Riverside Kitchen").And.Contain("ada.lake");
        (await dana.GetStringAsync(new Uri("/staff/organizations?q=riverside.ex", UriKind.Relative))).Should().Contain("Riverside Kitchen").And.Contain("Ada Rivers-Lake");
        var status = portal.Services.GetRequiredService<ISyncStatus>();
        await UntilAsync(async () => (await status.GetAsync<Organization>(organizationId.ToString())).State == SyncState.InSync && (await status.GetAsync<Member>(memberPage.Split('/')[^1])).State == SyncState.InSync);
        using var ines = await portal.SignInAsync(Ines);
        (await ines.GetStringAsync(new Uri("/staff/audit", UriKind.Relative))).Should().ContainAll("organization.added", "organization.changed", "member.added", "member.changed");
    }

    [Fact]
    public async Task New_address_of_somebody_who_signs_in_waits_for_them()
    {
        using var dana = await portal.SignInAsync(Dana);
        var maya = await MemberAsync(Maya);

        using var saved = await RunningPortal.PostFormAsync(dana, $"/staff/members/{maya.Id}/edit", new() { ["Input.FirstName"] = maya.FirstName, ["Input.LastName"] = maya.LastName, ["Input.OrganizationId"] = $"{maya.OrganizationId}", ["Input.Email"] = "maya@elsewhere.example" });

        saved.Headers.Location!.ToString().Should().EndWith("said=address");
        (await MemberAsync(Maya)).Id.Should().Be(maya.Id, "the address is still the old one");
        (await UseAsync(context => context.Users.SingleAsync(user => user.MemberId == maya.Id))).OfficeEmail.Should().Be("maya@elsewhere.example");
    }

    [Theory]
    [InlineData("/staff/members/new", "Input.FirstName", "", "Enter a first name")]
    [InlineData("/staff/members/new", "Input.LastName", "x\ty", "character that cannot be stored")]
    [InlineData("/staff/members/new", "Input.Email", "nobody", "name@example.org")]
    [InlineData("/staff/members/new", "Input.Email", Maya, "Another member has this address")]
    [InlineData("/staff/members/new", "Input.OrganizationId", "00000000-0000-0000-0000-000000000001", "Choose an organization")]
    [InlineData("/staff/organizations/new", "Input.Name", " ", "Enter a name")]
    [InlineData("/staff/organizations/new", "Input.Name", "Harbor Street Kitchen", "Another organization has this name")]
    [InlineData("/staff/organizations/new", "Input.Domain", "not a domain", "Enter a domain")]
    [InlineData("/staff/organizations/new", "Input.Email", "nobody", "name@example.org")]
    public async Task Faulty_entry_is_named_and_nothing_is_saved(string page, string field, string value, string says)
    {
        using var dana = await portal.SignInAsync(Dana);
        var before = await UseAsync(async context => (await context.Members.CountAsync(), await context.Organizations.CountAsync()));
        var values = page.Contains("members", StringComparison.Ordinal)
            ? new Dictionary<string, string> { ["Input.FirstName"] = "Ada", ["Input.LastName"] = "Rivers", ["Input.Email"] = "faulty@riverside.example" }
            : new() { ["Input.Name"] = "Faulty Kitchen" };
        values[field] = value;

        using var answer = await RunningPortal.PostFormAsync(dana, page, values);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).Should().Contain(says).And.Contain("Not saved yet");
        (await UseAsync(async context => (await context.Members.CountAsync(), await context.Organizations.CountAsync()))).Should().Be(before);
    }

    [Fact]
    public async Task Record_that_was_changed_meanwhile_is_not_written_over_unseen()
    {
        using var dana = await portal.SignInAsync(Dana);
        var eli = await MemberAsync("eli.brandt@tallpines.example");

        using var stale = await RunningPortal.PostFormAsync(dana, $"/staff/members/{eli.Id}/edit", new() { ["Input.FirstName"] = "Elias", ["Input.LastName"] = eli.LastName, ["Input.Email"] = eli.Email, ["Input.Shown"] = "0011223344556677" });

        (await stale.Content.ReadAsStringAsync()).Should().Contain("changed elsewhere in the meantime").And.Contain("Elias");
        (await MemberAsync("eli.brandt@tallpines.example")).FirstName.Should().Be(eli.FirstName);
    }

    [Fact]
    public async Task Role_is_given_and_taken_and_the_own_admin_role_stays()
    {
        using var ines = await portal.SignInAsync(Ines);

        using var given = await RunningPortal.PostFormAsync(ines, "/staff/people", new() { ["Input.Email"] = Maya, ["Input.Role"] = Roles.Staff }, IsGive);
        var hasIt = await HasAsync(Maya, Roles.Staff);
        using var stranger = await RunningPortal.PostFormAsync(ines, "/staff/people", new() { ["Input.Email"] = "nobody@nowhere.example", ["Input.Role"] = Roles.Staff }, IsGive);
        using var nonsense = await RunningPortal.PostFormAsync(ines, "/staff/people", new() { ["Input.Email"] = Maya, ["Input.Role"] = "Emperor" }, IsGive);
        using var taken = await RunningPortal.PostFormAsync(ines, "/staff/people", [], form => form.TextContent.Contains("Take Staff from Maya", StringComparison.Ordinal));
        using var own = await RunningPortal.PostFormAsync(ines, "/staff/people", [], form => form.TextContent.Contains("Take Admin from In\u00e9s", StringComparison.Ordinal));

        (given.StatusCode, hasIt).Should().Be((HttpStatusCode.Redirect, true));
        (await stranger.Content.ReadAsStringAsync()).Should().Contain("Ask them to join first");
        (await nonsense.Content.ReadAsStringAsync()).Should().Contain("Choose a role");
        (taken.StatusCode, await HasAsync(Maya, Roles.Staff)).Should().Be((HttpStatusCode.Redirect, false));
        (await own.Content.ReadAsStringAsync()).Should().Contain("cannot take your own admin role");
        (await HasAsync(Ines, Roles.Admin)).Should().BeTrue();
        (await UseAsync(context => context.Set<MemberPortal.Security.AuditEntry>().CountAsync(entry => entry.Action == "role.given" || entry.Action == "role.taken"))).Should().Be(2);

        static bool IsGive(AngleSharp.Html.Dom.IHtmlFormElement form) => form.TextContent.Contains("Give it", StringComparison.Ordinal);
    }

    private static string Path(HttpResponseMessage answer)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        return new Uri(new Uri("http://x"), answer.Headers.Location!).AbsolutePath;
    }

    private Task<Member> MemberAsync(string email) => UseAsync(context => context.Members.AsNoTracking().SingleAsync(member => member.Email == email));

    private async Task<bool> HasAsync(string email, string role)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        return await users.IsInRoleAsync((await users.FindByEmailAsync(email))!, role);
    }

    private async Task<T> UseAsync<T>(Func<PortalDbContext, Task<T>> use)
    {
        await using var scope = portal.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var look = 0; !await condition(); look++)
        {
            look.Should().BeLessThan(1200);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
