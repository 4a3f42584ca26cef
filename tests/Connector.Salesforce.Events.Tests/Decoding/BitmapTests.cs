using System.Numerics;
using Connector.Salesforce.Events.Decoding;
using CsCheck;

namespace Connector.Salesforce.Events.Tests.Decoding;

public sealed class BitmapTests
{
    [Fact]
    public void Documented_example_names_its_fields()
    {
        var places = FieldBitmap.Places(["0x650004E0", "4-0x10"]).ToList();

        places.Should().Equal((5, null), (6, null), (7, null), (10, null), (24, null), (26, null), (29, null), (30, null), (4, 4));
    }

    [Fact]
    public void Places_read_back_whatever_they_are() =>
        Gen.Select(Gen.Int[0, 400].HashSet[0, 20], Gen.Int[0, 300], Gen.Int[0, 70].HashSet[0, 10], Gen.Bool).Sample((fields, parent, children, upper) =>
        {
            string[] bitmaps = [Bitmap(fields, upper), $"{parent}-{Bitmap(children, upper)}"];

            var places = FieldBitmap.Places(bitmaps).ToList();

            return places.Where(place => place.Child is null).Select(place => place.Field).SequenceEqual(fields.Order())
                && places.Where(place => place.Child is not null).Select(place => (place.Field, place.Child!.Value)).SequenceEqual(children.Order().Select(child => (parent, child)));
        });

    [Theory]
    [InlineData("0x")]
    [InlineData("650004E0")]
    [InlineData("0xZZ")]
    [InlineData("-0x10")]
    [InlineData("x-0x10")]
    [InlineData("1-2-0x10")]
    [InlineData("")]
    public void What_is_no_bitmap_is_refused(string bitmap) =>
        FluentActions.Invoking(() => FieldBitmap.Places([bitmap]).ToList()).Should().Throw<FormatException>();

    private static string Bitmap(IEnumerable<int> places, bool upper)
    {
        var bits = places.Aggregate(BigInteger.Zero, (sum, place) => sum | (BigInteger.One << place));
        var hex = bits.ToString(upper ? "X" : "x").TrimStart('0');
        return "0x" + (hex.Length == 0 ? "0" : hex);
    }
}
