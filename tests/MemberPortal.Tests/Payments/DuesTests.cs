using System.Net;
using MemberPortal.Tests.Security;

namespace MemberPortal.Tests.Payments;

/// <summary>Who may pay when, also from a page that was left open.</summary>
public sealed class DuesTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Theory]
    [InlineData("maya.okafor@harborstreet.example", "/dues?said=early")]
    [InlineData("tomas.lindqvist@northgate.example", "/checkout/")]
    public async Task Year_is_paid_once_the_last_one_is_nearly_over(string email, string leadsTo)
    {
        using var member = await portal.SignInAsync(email);

        using var answer = await RunningPortal.PostFormAsync(member, "/profile", new() { ["tier"] = "Individual" }, postTo: "/dues/pay");

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().Should().Contain(leadsTo);
    }
}
