namespace Connector.Salesforce.Tests.Query;

public sealed class ChangeWindowTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.FromHours(1));

    private readonly FakeOrg _org = new FakeOrg().GivesTokens();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Updated_gives_ids_and_how_far_the_answer_goes()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/updated/", 200, """{"ids":["003000000000001AAA"],"latestDateCovered":"2026-11-02T10:59:00.000+0000"}""");

        var updated = await _org.Client().Query.GetUpdatedAsync("Contact", Start, Start.AddDays(1));

        updated.Ids.Should().Equal(SalesforceId.Parse("003000000000001AAA"));
        updated.LatestDateCovered.Should().Be(new DateTimeOffset(2026, 11, 2, 10, 59, 0, TimeSpan.Zero));
        _org.Only.Query.Should().Be("?start=2026-11-01T11%3A00%3A00%2B00%3A00&end=2026-11-02T11%3A00%3A00%2B00%3A00");
    }

    [Fact]
    public async Task Deleted_gives_when_and_since_when_Salesforce_remembers()
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/deleted/", 200,
            """{"deletedRecords":[{"id":"003000000000001AAA","deletedDate":"2026-11-01T11:05:00.000+0000"}],"earliestDateAvailable":"2026-10-01T00:00:00.000+0000","latestDateCovered":"2026-11-02T10:59:00.000+0000"}""");

        var deleted = await _org.Client().Query.GetDeletedAsync("Contact", Start, Start.AddDays(1));

        deleted.Records.Should().ContainSingle().Which.DeletedAt.Should().Be(new DateTimeOffset(2026, 11, 1, 11, 5, 0, TimeSpan.Zero));
        deleted.EarliestDateAvailable.Should().Be(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(31, 0)]
    [InlineData(0, 60)]
    [InlineData(-1, 0)]
    public async Task Span_that_Salesforce_does_not_take_is_misuse(int days, int seconds)
    {
        await _org.Client().Awaiting(it => it.Query.GetDeletedAsync("Contact", Start, Start.AddDays(days).AddSeconds(seconds))).Should().ThrowAsync<ArgumentException>();

        _org.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"ids":["nonsense"],"latestDateCovered":"2026-11-02T10:59:00.000+0000"}""")]
    [InlineData("""{"ids":[],"latestDateCovered":"yesterday"}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{}""")]
    public async Task Answer_of_another_form_is_named(string body)
    {
        _org.Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Contact/updated/", 200, body);

        (await _org.Client().Awaiting(it => it.Query.GetUpdatedAsync("Contact", Start, Start.AddDays(1))).Should().ThrowAsync<SalesforceTransportException>())
            .Which.Failure.Should().Be(TransportFailure.UnreadableAnswer);
    }

    [Theory]
    [InlineData("2026-11-23T15:22:00.000+0000", "2026-11-23T15:22:00.0000000+00:00")]
    [InlineData("2026-11-23T15:22:00.123-0530", "2026-11-23T20:52:00.1230000+00:00")]
    [InlineData("2026-11-23T15:22:00Z", "2026-11-23T15:22:00.0000000+00:00")]
    [InlineData("2026-11-23T15:22:00.5Z", "2026-11-23T15:22:00.5000000+00:00")]
    [InlineData("2026-11-23T15:22:00+01:00", "2026-11-23T14:22:00.0000000+00:00")]
    public void Moment_is_read_in_each_form(string text, string expected)
    {
        SalesforceDateTime.TryParse(text, out var moment).Should().BeTrue();

        moment.ToString("O").Should().Be(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-23")]
    [InlineData("2026-13-23T15:22:00.000+0000")]
    public void Moment_that_is_none_is_refused(string? text) => SalesforceDateTime.TryParse(text, out _).Should().BeFalse();
}
