using System.Net;
using AngleSharp.Html.Parser;
using MemberPortal.Tests.Security;

namespace MemberPortal.Tests.Community;

/// <summary>The control room as the portal has it: Stripe's inbox and what must hold stand there without a line of the portal's.</summary>
public sealed class ControlRoomTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Staff_check_payments_and_memberships_there()
    {
        using var dana = await portal.SignInAsync("dana@longtable.example");

        var before = await dana.GetStringAsync(new Uri("/admin/sync/checks", UriKind.Relative));
        var form = new HtmlParser().ParseDocument(before).QuerySelector("form[action$='/checks/run']")!;
        using var run = await dana.PostAsync(new Uri("/admin/sync/checks/run", UriKind.Relative), new FormUrlEncodedContent(
            form.QuerySelectorAll("input[type=hidden]").ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value")!)));
        var after = await dana.GetStringAsync(run.Headers.Location);
        var inbox = await dana.GetStringAsync(new Uri("/admin/sync/inbox", UriKind.Relative));
        var audit = await dana.GetStringAsync(new Uri("/admin/sync/audit", UriKind.Relative));

        before.Should().Contain("Not checked yet.");
        run.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        after.Should().ContainAll("Checked:", "Every payment has an Opportunity in Salesforce", "holds");
        inbox.Should().Contain("Inbox of Stripe");
        audit.Should().Contain("Payments and memberships were checked");
    }
}
