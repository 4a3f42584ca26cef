using Connector.Salesforce.Events.Avro;
using CsCheck;
using Apache = global::Avro;

namespace Connector.Salesforce.Events.Tests.Avro;

/// <summary>What Apache's encoder writes, our reader reads as it was.</summary>
public sealed class AvroReaderTests
{
    [Fact]
    public void Numbers_read_back() =>
        Gen.Select(Gen.Int, Gen.Long, Gen.Double).Sample((small, large, real) =>
            AvroReader.Read(AvroSchema.Parse("\"int\""), Encode("\"int\"", small))!.GetValue<long>() == small
            && AvroReader.Read(AvroSchema.Parse("\"long\""), Encode("\"long\"", large))!.GetValue<long>() == large
            && (double.IsFinite(real)
                ? AvroReader.Read(AvroSchema.Parse("\"double\""), Encode("\"double\"", real))!.GetValue<double>().Equals(real)
                : AvroReader.Read(AvroSchema.Parse("\"double\""), Encode("\"double\"", real)) is null));

    [Fact]
    public void Texts_bytes_lists_and_maps_read_back() =>
        Gen.Select(Gen.String.Where(text => text.All(c => !char.IsSurrogate(c))).Array[0, 4], Gen.Byte.Array[0, 20]).Sample((texts, bytes) =>
        {
            const string List = """{"type":"array","items":["null","string"]}""";
            const string Map = """{"type":"map","values":"bytes"}""";
            var list = AvroReader.Read(AvroSchema.Parse(List), Encode(List, texts.Cast<object>().Append(null!).ToArray()))!.AsArray();
            var map = AvroReader.Read(AvroSchema.Parse(Map), Encode(Map, new Dictionary<string, object> { ["key"] = bytes }))!.AsObject();

            return list.Count == texts.Length + 1 && list[^1] is null
                && list.Take(texts.Length).Select(item => item!.GetValue<string>()).SequenceEqual(texts)
                && Convert.FromBase64String(map["key"]!.GetValue<string>()).SequenceEqual(bytes);
        });

    [Fact]
    public void Anything_at_all_is_read_or_refused_and_never_more() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            try
            {
                _ = AvroReader.Read(AvroSchema.Parse(ContactEvents.Schema), bytes);
            }
            catch (AvroException)
            {
                // Refused.
            }
        }, iter: 5_000);

    [Fact]
    public void List_of_nothing_does_not_fill_the_memory()
    {
        // A count of two thousand million nulls, which take no byte each.
        byte[] bomb = [0x80, 0xA8, 0xD6, 0xB9, 0x0E];

        FluentActions.Invoking(() => AvroReader.Read(AvroSchema.Parse("""{"type":"array","items":"null"}"""), bomb)).Should().Throw<AvroException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("\"nothing\"")]
    [InlineData("""{"type":"record","fields":[]}""")]
    [InlineData("""{"type":"record","name":"A"}""")]
    [InlineData("""{"type":"record","name":"A","fields":[{"name":"b","type":"Unknown"}]}""")]
    [InlineData("""{"type":"array"}""")]
    public void What_is_no_schema_is_refused(string json) =>
        FluentActions.Invoking(() => AvroSchema.Parse(json)).Should().Throw<AvroException>();

    [Fact]
    public void Named_type_is_found_again_in_its_namespace()
    {
        var schema = AvroSchema.Parse("""{"type":"record","name":"A","namespace":"x.y","fields":[{"name":"one","type":{"type":"fixed","name":"F","size":2}},{"name":"two","type":"F"},{"name":"three","type":"x.y.F"},{"name":"next","type":["null","A"]}]}""");

        AvroReader.Read(schema, [1, 2, 3, 4, 5, 6, 0])!.ToJsonString().Should().Be("""{"one":"AQI=","two":"AwQ=","three":"BQY=","next":null}""");
    }

    private static byte[] Encode(string schema, object value) => ContactEvents.Write(Apache.Schema.Parse(schema), value);
}
