using System.Net;
using Connector.Stripe;
using MemberPortal.Payments;
using MemberPortal.Tests.Security;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Link_of_an_old_mail_sells_no_second_year()
    {
        using var stranger = portal.Stranger();
        var maya = StripeOwner.Member(new Guid("5eed0000-0000-7000-8000-000000000101"));
        var link = portal.Services.GetRequiredService<PayLinks>().For(maya)!.AbsolutePath;

        (await stranger.GetStringAsync(new Uri(link, UriKind.Relative))).Should().Contain("There is nothing to pay").And.NotContain("action=\"/pay/");
        using var answer = await RunningPortal.PostFormAsync(stranger, "/sign-in", [], postTo: link);

        answer.Headers.Location!.ToString().Should().Be($"{link}?said=early");
    }
}
