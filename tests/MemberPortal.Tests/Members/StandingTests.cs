using Connector.Stripe.Billing;
using MemberPortal.Members;
using SyncEngine;

namespace MemberPortal.Tests.Members;

public sealed class StandingTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Theory]
    [InlineData(MembershipStatus.Current, 200, "Current", false)]
    [InlineData(MembershipStatus.Current, 45, "Renews soon", true)]
    [InlineData(MembershipStatus.Current, -1, "Due", true)]
    [InlineData(MembershipStatus.Grace, -5, "Due", true)]
    [InlineData(MembershipStatus.PastDue, 3, "Payment failed", true)]
    [InlineData(MembershipStatus.Lapsed, -90, "Lapsed", true)]
    [InlineData(MembershipStatus.None, null, "Not yet a member", true)]
    [InlineData(MembershipStatus.Covered, null, "Covered", false)]
    public void Standing_says_one_thing_and_what_to_do(MembershipStatus status, int? days, string state, bool hasAction)
    {
        var standing = Standing.Of(Somebody(status, days), Today);

        standing.State.Should().Be(state);
        standing.Next.Should().NotBeNullOrEmpty();
        (standing.ActionHref is not null).Should().Be(hasAction);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(31, 2)]
    [InlineData(364, 12)]
    [InlineData(800, 12)]
    public void Months_left_fill_at_most_the_table(int? days, int months) =>
        Standing.MonthsLeft(Somebody(MembershipStatus.Current, days), Today).Should().Be(months);

    [Theory]
    [InlineData(MembershipStatus.Current, 61, "early")]
    [InlineData(MembershipStatus.Current, 60, null)]
    [InlineData(MembershipStatus.Current, -1, null)]
    [InlineData(MembershipStatus.Lapsed, 200, null)]
    [InlineData(MembershipStatus.None, null, null)]
    [InlineData(MembershipStatus.Covered, null, "covered")]
    [InlineData(MembershipStatus.Complimentary, 10, "complimentary")]
    [InlineData(MembershipStatus.PastDue, 100, null)]
    public void Dues_are_taken_from_whoever_owes_them_from_two_months_before_the_end(MembershipStatus status, int? days, string? said) =>
        (NothingDue.Of(Somebody(status, days), Today)?.Said).Should().Be(said);

    [Fact]
    public void Paid_member_is_told_from_when_on_the_next_year_can_be_paid() =>
        NothingDue.Of(Somebody(MembershipStatus.Current, 61), Today)!.Hint.Should().Contain("November 26, 2026");

    [Fact]
    public void Every_sync_state_has_words()
    {
        foreach (var state in Enum.GetValues<SyncState>())
        {
            var words = SyncWords.For(new RecordStatus(state, Reason: "Last name is too long."));
            words.Headline.Should().NotBeNullOrEmpty();
            words.Detail.Should().NotContain("..");
        }
    }

    private static Member Somebody(MembershipStatus status, int? days) => new()
    {
        FirstName = "Ada", LastName = "Quill", Email = "ada@example.org", PaymentStatus = status, RenewalDate = days is { } left ? Today.AddDays(left) : null,
    };
}
