using Connector.Salesforce.Events.Avro;
using Connector.Salesforce.Events.Decoding;
using Connector.Salesforce.Events.Wire;
using CsCheck;
using Google.Protobuf;

namespace Connector.Salesforce.Events.Tests.Decoding;

public sealed class EventDecoderTests
{
    private static readonly AvroSchema Schema = AvroSchema.Parse(ContactEvents.Schema);

    [Fact]
    public void Update_holds_the_changed_fields_alone()
    {
        // Changed: Email (2), Phone (3, to null), Name.FirstName (1-1), MailingAddress.City (4-1). Everything else comes null and did not change.
        var change = Decode<ChangeEvent>(ContactEvents.Encode("UPDATE", record =>
        {
            record.Add("Email", "new@example.org");
            record.Add("Name", ContactEvents.Compound("Name", ("FirstName", "Ann")));
            record.Add("MailingAddress", ContactEvents.Compound("MailingAddress", ("City", "Bern")));
        }, changed: ["0x1E", "1-0x2", "4-0x2"], nulled: ["0x8"]));

        change.Type.Should().Be(ChangeType.Update);
        change.Changes.Id.Should().Be(SalesforceId.Parse("003000000000001AAA"));
        change.Changes.Fields.Select(field => (field.Key, field.Value?.ToString())).Should().BeEquivalentTo(
            [("Email", "new@example.org"), ("Phone", null), ("FirstName", "Ann"), ("MailingCity", "Bern")]);
        change.Header.Should().BeEquivalentTo(new ChangeHeader("Contact", ["003000000000001AAA"])
        {
            Origin = "com/salesforce/api/rest/67.0;client=Portal",
            TransactionKey = "0001-key",
            SequenceNumber = 1,
            CommittedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_795_000_000_000),
            CommitNumber = 42,
            CommitUser = "005000000000001AAA",
        });
        change.Header.IsFrom("portal").Should().BeTrue();
        change.Header.IsFrom("Port").Should().BeFalse();
    }

    [Fact]
    public void Unchanged_fields_are_absent_whichever_changed() =>
        Gen.Int[2, 9].Where(place => place != 4).HashSet[0, 7].Sample(places =>
        {
            var bits = places.Aggregate(0, (sum, place) => sum | (1 << place));
            var change = Decode<ChangeEvent>(ContactEvents.Encode("UPDATE", changed: [$"0x{bits:X}"]));

            return change.Changes.Fields.Select(field => field.Key).ToHashSet().SetEquals(places.Select(place => Schema.Fields[place].Name))
                && change.Changes.Fields.All(field => field.Value is null);
        });

    [Fact]
    public void Create_holds_whatever_has_a_value()
    {
        var change = Decode<ChangeEvent>(ContactEvents.Encode("CREATE", record =>
        {
            record.Add("Name", ContactEvents.Compound("Name", ("FirstName", "Ann"), ("LastName", "Lee")));
            record.Add("Birthdate", new DateTime(1990, 5, 4, 0, 0, 0, DateTimeKind.Utc));
            record.Add("Dues__c", 12.5);
            record.Add("IsActive__c", false);
            record.Add("LastModifiedDate", new DateTime(2026, 11, 23, 15, 22, 0, DateTimeKind.Utc));
        }));

        change.Changes.Fields.Select(field => (field.Key, field.Value!.ToJsonString())).Should().BeEquivalentTo(
        [
            ("FirstName", "\"Ann\""), ("LastName", "\"Lee\""), ("Birthdate", "\"1990-05-04\""), ("Dues__c", "12.5"), ("IsActive__c", "false"),
            ("LastModifiedDate", "\"2026-11-23T15:22:00.000\\u002B0000\""),
        ]);
    }

    [Fact]
    public void Delete_names_the_record_and_changes_no_field()
    {
        var change = Decode<ChangeEvent>(ContactEvents.Encode("DELETE"));

        change.Type.Should().Be(ChangeType.Delete);
        change.Changes.Fields.Should().BeEmpty();
    }

    [Fact]
    public void Difference_is_never_taken_for_a_value()
    {
        var change = Decode<ChangeEvent>(ContactEvents.Encode("UPDATE", record => record.Add("Description", "--- a\n+++ b"), changed: ["0x100"], diff: ["0x100"]));

        change.DiffFields.Should().Equal("Description");
        change.Changes.Has("Description").Should().BeFalse();
    }

    [Fact]
    public void Several_records_keep_their_ids_and_the_change_has_none()
    {
        var change = Decode<ChangeEvent>(ContactEvents.Encode("UPDATE", changed: ["0x4"], ids: ["003000000000001AAA", "003000000000002AAA"]));

        change.Changes.Id.Should().BeNull();
        change.Header.Ids.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("GAP_CREATE", GapType.Create)]
    [InlineData("GAP_UPDATE", GapType.Update)]
    [InlineData("GAP_DELETE", GapType.Delete)]
    [InlineData("GAP_UNDELETE", GapType.Undelete)]
    [InlineData("GAP_OVERFLOW", GapType.Overflow)]
    public void Gap_is_typed(string changeType, GapType type)
    {
        var gap = Decode<GapEvent>(ContactEvents.Encode(changeType, ids: type == GapType.Overflow ? ["003*"] : null));

        gap.Type.Should().Be(type);
        gap.Header.Ids.Should().HaveCount(type == GapType.Overflow ? 0 : 1);
    }

    [Theory]
    [InlineData("0xFFFFFF")]
    [InlineData("2-0x1")]
    [InlineData("1-0xF0")]
    [InlineData("nonsense")]
    public void Bitmap_that_the_schema_cannot_hold_makes_the_event_undecodable(string bitmap) =>
        Decode<UndecodableEvent>(ContactEvents.Encode("UPDATE", changed: [bitmap])).SchemaId.Should().Be(ContactEvents.SchemaId);

    [Fact]
    public void Damaged_payload_never_throws_and_never_gives_half_a_change()
    {
        var whole = ContactEvents.Encode("UPDATE", record => record.Add("Email", "new@example.org"), changed: ["0x4"]);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Sample((at, value, cuts) =>
        {
            var damaged = cuts ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]];
            var decoded = EventDecoder.Decode("/data/ContactChangeEvent", Event(damaged), Schema);

            return decoded is UndecodableEvent || !cuts;
        }, iter: 2_000);
    }

    [Fact]
    public void Platform_event_holds_all_its_fields()
    {
        var schema = AvroSchema.Parse("""{"type":"record","name":"Renewed__e","namespace":"com.sforce.eventbus","fields":[{"name":"CreatedDate","type":"long"},{"name":"Level__c","type":["null","string"]},{"name":"Note__c","type":["null","string"]}]}""");

        var decoded = EventDecoder.Decode("/event/Renewed__e", Event([0x02, 0x02, 0x08, (byte)'G', (byte)'o', (byte)'l', (byte)'d', 0x00]), schema);

        var record = decoded.Should().BeOfType<PlatformEvent>().Which.Record;
        record.Type.Should().Be("Renewed__e");
        record.Text("Level__c").Should().Be("Gold");
        record.Has("Note__c").Should().BeTrue();
        record["CreatedDate"]!.GetValue<long>().Should().Be(1);
    }

    private static T Decode<T>(byte[] payload) => EventDecoder.Decode("/data/ContactChangeEvent", Event(payload), Schema).Should().BeOfType<T>().Subject;

    private static ConsumerEvent Event(byte[] payload) => new()
    {
        ReplayId = ByteString.CopyFrom(7),
        Event = new ProducerEvent { SchemaId = ContactEvents.SchemaId, Payload = ByteString.CopyFrom(payload) },
    };
}
