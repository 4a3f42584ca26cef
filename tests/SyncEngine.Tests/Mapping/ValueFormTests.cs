using System.Text.Json.Nodes;
using CsCheck;
using SyncEngine.Mapping;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Mapping;

public sealed class ValueFormTests
{
    [Fact]
    public void Number_survives_the_way_there_and_back() => Gen.Decimal[-1_000_000_000m, 1_000_000_000m].Sample(number =>
        Round(typeof(decimal), Math.Round(number, 8)));

    [Fact]
    public void Text_survives_the_way_there_and_back_and_empty_is_null() => Gen.String.Sample(text =>
    {
        if (text.Length == 0)
            Assert.Null(ValueForm.Canonical(text));
        else
            Round(typeof(string), text);
    });

    [Fact]
    public void Date_survives_the_way_there_and_back() => Gen.DateOnly.Sample(date => Round(typeof(DateOnly), date));

    [Fact]
    public void Moment_survives_to_the_millisecond() => Gen.DateTimeOffset.Sample(moment =>
    {
        var canonical = ValueForm.Canonical(moment);
        Assert.Equal(canonical, ValueForm.For(typeof(DateTimeOffset)).FromJson(JsonNode.Parse(ValueForm.For(typeof(DateTimeOffset)).ToJson(canonical)!.ToJsonString())));
    });

    [Theory]
    [InlineData(typeof(int), 7)]
    [InlineData(typeof(long), -7L)]
    [InlineData(typeof(bool), true)]
    [InlineData(typeof(Tier), Tier.Gold)]
    [InlineData(typeof(double), 1.5)]
    public void Value_of_each_type_survives(Type type, object value) => Round(type, value);

    [Theory]
    [InlineData("12.50", "12.5")]
    [InlineData("12.0", "12")]
    [InlineData("1e2", "100")]
    public void Numbers_that_are_equal_are_written_alike(string json, string canonical) =>
        ValueForm.For(typeof(decimal)).FromJson(JsonNode.Parse(json)).Should().Be(canonical);

    [Fact]
    public void Number_too_large_for_us_is_text_and_no_crash() =>
        ValueForm.For(typeof(decimal)).FromJson(JsonNode.Parse("1e300")).Should().Be("1e300");

    [Fact]
    public void Salesforce_date_time_is_read_in_its_own_form() =>
        ValueForm.For(typeof(DateTimeOffset)).FromJson(JsonValue.Create("2026-11-23T15:22:00.000+0000")).Should().Be("2026-11-23T15:22:00.000Z");

    [Theory]
    [InlineData(typeof(int), "seven")]
    [InlineData(typeof(DateOnly), "yesterday")]
    [InlineData(typeof(Tier), "Platinum")]
    [InlineData(typeof(byte), "9999")]
    public void Text_of_another_type_is_a_format_error(Type type, string text)
    {
        var parse = () => ValueForm.Parse(type, text, isNullable: true);

        parse.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData(typeof(string), false, "")]
    [InlineData(typeof(int), false, 0)]
    [InlineData(typeof(string), true, null)]
    public void Null_becomes_what_the_property_can_hold(Type type, bool isNullable, object? value) =>
        ValueForm.Parse(type, null, isNullable).Should().Be(value);

    private static void Round(Type type, object value)
    {
        var form = ValueForm.For(type);
        var canonical = ValueForm.Canonical(value);
        Assert.Equal(canonical, form.FromJson(JsonNode.Parse(form.ToJson(canonical)!.ToJsonString())));
        Assert.Equal(value, ValueForm.Parse(type, canonical, isNullable: true));
    }
}
