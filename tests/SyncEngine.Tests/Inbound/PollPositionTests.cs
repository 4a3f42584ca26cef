using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Salesforce;
using SyncEngine.Inbound;

namespace SyncEngine.Tests.Inbound;

/// <summary>What a poll remembers of the window that the next one asks for again.</summary>
public sealed class PollPositionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Row_is_seen_once()
    {
        var position = Beginning().With([Row("10:00:01", "Ada")], TimeSpan.FromMinutes(5), 100);

        position.HasSeen(Row("10:00:01", "Ada")).Should().BeTrue();
        position.HasSeen(Row("10:00:02", "Ada")).Should().BeFalse();
        position.Watermark.Should().Be(Start.AddSeconds(1));
    }

    [Fact]
    public void Second_edit_within_a_second_is_not_taken_for_the_first() =>
        Beginning().With([Row("10:00:01", "Ada")], TimeSpan.FromMinutes(5), 100).HasSeen(Row("10:00:01", "Augusta")).Should().BeFalse();

    [Fact]
    public void What_is_outside_the_window_or_beyond_what_is_remembered_is_compared_again()
    {
        var position = Beginning().With([Row("10:00:01", "Ada"), Row("10:06:00", "Bea", number: 2), Row("10:06:01", "Cleo", number: 3)], TimeSpan.FromMinutes(5), 1);

        position.Rows.Should().ContainSingle();
        position.HasSeen(Row("10:06:01", "Cleo", number: 3)).Should().BeTrue();
        position.HasSeen(Row("10:06:00", "Bea", number: 2)).Should().BeFalse();
    }

    [Fact]
    public void Position_is_stored_without_the_values_that_were_read()
    {
        var position = Beginning().With([Row("10:00:01", "Ada")], TimeSpan.FromMinutes(5), 100);

        var stored = JsonSerializer.Serialize(position, InboundJson.Default.PollPosition);

        stored.Should().NotContain("Ada");
        JsonSerializer.Deserialize(stored, InboundJson.Default.PollPosition)!.HasSeen(Row("10:00:01", "Ada")).Should().BeTrue();
    }

    [Fact]
    public void Position_of_the_version_before_goes_on_from_its_watermark()
    {
        var position = JsonSerializer.Deserialize("""{"Version":1,"Watermark":"2026-11-30T10:00:01+00:00","Seen":{"003000000000001AAA":1796032801000}}""", InboundJson.Default.PollPosition)!;

        position.Watermark.Should().Be(Start.AddSeconds(1));
        position.HasSeen(Row("10:00:01", "Ada")).Should().BeFalse();
        position.With([Row("10:00:02", "Ada")], TimeSpan.FromMinutes(5), 100).HasSeen(Row("10:00:02", "Ada")).Should().BeTrue();
    }

    private static PollPosition Beginning() => new(2, Start, []);

    private static SalesforceRecord Row(string time, string name, int number = 1)
    {
        var row = new SalesforceRecord("Contact")
        {
            Id = SalesforceId.Parse($"00300000000000{number}AAA", null),
            ["LastName"] = JsonValue.Create(name),
            ["SystemModstamp"] = $"2026-11-30T{time}.000+0000",
        };
        return row;
    }
}
