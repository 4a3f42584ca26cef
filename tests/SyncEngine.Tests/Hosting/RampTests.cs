using Microsoft.Extensions.Time.Testing;
using SyncEngine.Hosting;

namespace SyncEngine.Tests.Hosting;

public sealed class RampTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Ramp _ramp;

    public RampTests() => _ramp = new Ramp(new SyncEngineOptions { RetryBase = TimeSpan.FromSeconds(10) }, _time, new Random(1));

    [Fact]
    public void Outage_stops_claims_for_a_while_and_the_probe_is_one_key()
    {
        _ramp.Report(reached: 0, missed: 500);

        _ramp.Wait.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
        _ramp.Limit(1000).Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(11));
        _ramp.Wait.Should().BeLessThanOrEqualTo(TimeSpan.Zero);
    }

    [Fact]
    public void End_of_the_outage_is_no_stampede()
    {
        _ramp.Report(0, 1);

        var limits = new List<int>();
        for (var batch = 0; batch < 12; batch++)
        {
            limits.Add(_ramp.Limit(1000));
            _ramp.Report(limits[^1], 0);
        }

        limits.Should().Equal(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000);
        _ramp.Wait.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Batch_that_partly_got_through_is_no_outage()
    {
        _ramp.Report(reached: 3, missed: 2);

        _ramp.Limit(1000).Should().Be(1000);
    }

    [Fact]
    public void Lasting_outage_is_probed_ever_more_rarely_and_at_least_every_half_minute()
    {
        var longest = TimeSpan.Zero;
        for (var miss = 0; miss < 200; miss++)
        {
            _ramp.Report(0, 1);
            longest = _ramp.Wait > longest ? _ramp.Wait : longest;
        }

        longest.Should().BeGreaterThan(TimeSpan.FromSeconds(10)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
    }
}
