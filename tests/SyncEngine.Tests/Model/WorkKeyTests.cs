using SyncEngine.Model;

namespace SyncEngine.Tests.Model;

public sealed class WorkKeyTests
{
    [Theory]
    [InlineData("record:Member:3f2a", "record", "Member", "3f2a")]
    [InlineData("mail:receipt:a:b:", "mail", "receipt", "a:b:")]
    [InlineData("k:t: ü", "k", "t", " ü")]
    public void Key_is_the_same_from_its_text_and_from_its_parts(string text, string kind, string type, string id)
    {
        var parsed = WorkKey.Parse(text);

        (parsed.Kind, parsed.Type, parsed.Id, parsed.Scope).Should().Be((kind, type, id, $"{kind}:{type}"));
        parsed.ToString().Should().Be(text);
        parsed.Should().Be(new WorkKey(kind, type, id));
        parsed.GetHashCode().Should().Be(new WorkKey(kind, type, id).GetHashCode());
        parsed.Should().NotBe(new WorkKey(kind, type, id + "x"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("record")]
    [InlineData("record:Member")]
    [InlineData("record:Member:")]
    [InlineData(":Member:a")]
    [InlineData("record: :a")]
    [InlineData("record:Member:  ")]
    public void Other_text_is_no_key(string? text)
    {
        WorkKey.TryParse(text, out var key).Should().BeFalse();
        key.Should().Be(default(WorkKey));
        if (text is not null)
            FluentActions.Invoking(() => WorkKey.Parse(text)).Should().Throw<FormatException>().WithMessage($"*'{text}'*kind:type:id*");
    }

    [Fact]
    public void Text_may_have_so_many_characters_and_no_more()
    {
        var longest = $"record:Member:{new string('a', WorkKey.MaxLength - 14)}";

        WorkKey.TryParse(longest, out _).Should().BeTrue();
        WorkKey.TryParse(longest + "a", out _).Should().BeFalse();
        FluentActions.Invoking(() => new WorkKey("record", "Member", new string('a', WorkKey.MaxLength - 13))).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("re:cord", "Member")]
    [InlineData("record", "Mem:ber")]
    [InlineData(" ", "Member")]
    public void Part_that_would_read_back_as_another_key_is_refused(string kind, string type) =>
        FluentActions.Invoking(() => new WorkKey(kind, type, "a")).Should().Throw<ArgumentException>();

    [Fact]
    public void No_key_has_no_parts_and_equals_itself()
    {
        var none = default(WorkKey);

        none.Should().Be(default(WorkKey));
        none.GetHashCode().Should().Be(default(WorkKey).GetHashCode());
        none.ToString().Should().Be("::");
        none.Should().NotBe(new WorkKey("record", "Member", "a"));
    }

    [Fact]
    public void Keys_that_are_read_one_after_the_other_keep_their_own_parts()
    {
        var first = WorkKey.Parse("record:Member:a");

        foreach (var text in new[] { "record:Member:b", "record:Organization:a", "stripe:Member:a", "record:Membership:a" })
            WorkKey.Parse(text, first).Should().Be(WorkKey.Parse(text)).And.Match<WorkKey>(key => $"{key.Kind}:{key.Type}:{key.Id}" == text);
    }
}
