using Connector.Salesforce.RateLimiting;
using CsCheck;

namespace Connector.Salesforce.Tests.RateLimiting;

public sealed class ApiUsageTests
{
    [Theory]
    [InlineData("api-usage=10018/100000", 10018, 100000, null, null)]
    [InlineData("api-usage=18/5000; api-bursts=1/750", 18, 5000, 1, 750)]
    [InlineData("api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)", 25, 5000, null, null)]
    [InlineData("api-usage=25/5000,api-bursts=700/750;per-app-api-usage=17/250(appName=a=b;c)", 25, 5000, 700, 750)]
    [InlineData(" API-Usage = 1 / 2 ", 1, 2, null, null)]
    public void Header_is_read_in_each_form(string header, long used, long max, int? burstUsed, int? burstMax) =>
        ApiUsage.Parse(header).Should().Be(new ApiUsage(used, max) { BurstUsed = burstUsed, BurstMax = burstMax });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("api-usage=")]
    [InlineData("api-usage=1")]
    [InlineData("api-usage=a/b")]
    [InlineData("api-usage=1/0")]
    [InlineData("api-bursts=1/750")]
    public void Header_without_usage_is_null(string? header) => ApiUsage.Parse(header).Should().BeNull();

    [Fact]
    public void Anything_in_the_header_never_throws() => Gen.String.Sample(text => ApiUsage.Parse("api-usage=1/2;" + text) is not null || text.Length > 0);
}
