using System.Text.Json.Nodes;
using CsCheck;
using SyncEngine.Mapping;
using SyncEngine.Merge;
using SyncEngine.Tests.Site;

namespace SyncEngine.Tests.Mapping;

public sealed class ValueMapTests
{
    private static readonly Dictionary<string, string> Values = new() { ["gold"] = "Gold member", ["none"] = "Not a member" };

    [Fact]
    public void Value_that_is_mapped_comes_back_as_it_went_and_others_pass() => Gen.OneOf(Gen.Const("gold"), Gen.Const("none"), Gen.String[1, 20]).Sample(text =>
    {
        var field = Field(Values);
        var there = field.ToRemote(text);
        Assert.True(Values.Values.Contains(text, StringComparer.OrdinalIgnoreCase) || field.FromRemote(there) == text);
    });

    [Theory]
    [InlineData("gold", "Gold member")]
    [InlineData("GOLD", "GOLD")]
    [InlineData("else", "else")]
    public void Value_is_written_otherwise_there(string here, string there) => Field(Values).ToRemote(here)!.GetValue<string>().Should().Be(there);

    [Theory]
    [InlineData("Gold member", "gold")]
    [InlineData("gold MEMBER", "gold")]
    [InlineData("gold", "gold")]
    [InlineData("else", "else")]
    public void Value_comes_back(string there, string here) => Field(Values).FromRemote(JsonValue.Create(there)).Should().Be(here);

    [Fact]
    public void Blank_stays_blank()
    {
        Field(Values).ToRemote(null).Should().BeNull();
        Field(Values).FromRemote(null).Should().BeNull();
    }

    [Theory]
    [InlineData("a", "Same", "b", "same", "unsure which")]
    [InlineData("a", "", "b", "x", "blank side")]
    [InlineData("", "x", "b", "y", "blank side")]
    public void Map_that_is_not_one_to_one_is_refused(string first, string there, string second, string elsewhere, string says)
    {
        ValueMap.Of(new Dictionary<string, string> { [first] = there, [second] = elsewhere }, out var fault).Should().BeNull();

        fault.Should().Contain(says);
    }

    [Fact]
    public void Field_whose_map_changes_is_compared_anew()
    {
        var code = new MappingBuilder<Member>("Contact").Field(member => member.LastName, "LastName").Build("External_Id__c", []);
        var plain = Compile(code, null);
        var mapped = Compile(code, Values);
        var other = Compile(code, new Dictionary<string, string> { ["gold"] = "Gold" });

        plain.BaseKey.Should().Be("LastName");
        new[] { plain.BaseKey, mapped.BaseKey, other.BaseKey }.Should().OnlyHaveUniqueItems();
        Compile(code, Values.Reverse().ToDictionary(pair => pair.Key, pair => pair.Value)).BaseKey.Should().Be(mapped.BaseKey, "the order says nothing");
    }

    private static FieldMapping Compile(EntityMapping code, IReadOnlyDictionary<string, string>? values)
    {
        var faults = new List<MappingFinding>();
        var draft = new MappingDraft("Member", [new MappedField("LastName", "LastName") { Values = values }], []);
        var compiled = MappingCompiler.Compile(code, draft, faults);
        faults.Should().BeEmpty();
        return compiled.Fields.Single();
    }

    private static FieldMapping Field(IReadOnlyDictionary<string, string> values) =>
        new("Tier", "Tier__c", Direction.Both, ConflictPolicy.Manual, "Tier", ["Tier"], _ => null, ValueForm.For(typeof(string))) { Values = ValueMap.Of(values, out _) };
}
