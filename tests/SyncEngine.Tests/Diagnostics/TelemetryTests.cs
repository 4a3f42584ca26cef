using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using SyncEngine.Tests.Records;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Diagnostics;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Meter_tells_latency_backlog_failures_and_freshness()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite);
        using var org = new FakeOrg { Validate = (type, _) => type == "Account" ? ("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no", []) : null };
        await using var site = await TestSite.CreateAsync(database, org: org, options: set => set.PollEvery = TimeSpan.Zero);
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, inner) => { if (instrument.Meter.Name == "SyncEngine") inner.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();

        await site.SaveAsync(new Member { LastName = "Ada" }, new Organization { Name = "Refused" });
        await site.StartAsync();
        await TestSite.UntilAsync(async () => await site.Status.GetOverviewAsync() is { Failed: 1 } status && status.Mappings.Any(mapping => mapping.Linked == 1), "one to arrive and one to fail");
        await TestSite.UntilAsync(async () =>
        {
            await site.Schedule().RunNowAsync("watch", SyncEngine.Model.Cause.Engine);
            listener.RecordObservableInstruments();
            return seen.GetValueOrDefault("syncengine.work.failed") >= 1 && seen.ContainsKey("syncengine.mapping.freshness Member");
        }, "the watch to have looked");

        seen.Should().ContainKey("syncengine.work.latency record:Member").WhoseValue.Should().BeGreaterThanOrEqualTo(0);
        seen.Should().ContainKey("syncengine.backlog.keys Payments");
        seen.Should().ContainKey("syncengine.api.remaining").WhoseValue.Should().Be(99_990);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen[tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}"] = value;
    }
}
