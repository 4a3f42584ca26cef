using CsCheck;

namespace Connector.Salesforce.Tests;

public sealed class SalesforceIdTests
{
    private static readonly Gen<string> Short = Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"], 15, 15];

    [Theory]
    [InlineData("001D000000IRFma", "001D000000IRFmaIAH")]
    [InlineData("a00D0000008w2Ee", "a00D0000008w2EeIAI")]
    [InlineData("003000000000001", "003000000000001AAA")]
    public void Both_forms_are_one_id(string shorter, string longer)
    {
        SalesforceId.Parse(shorter).Should().Be(SalesforceId.Parse(longer));
        SalesforceId.Parse(shorter).Value.Should().Be(longer);
    }

    [Fact]
    public void Long_form_reads_back_and_keeps_the_short_one() =>
        Short.Sample(text => SalesforceId.Parse(SalesforceId.Parse(text).Value) == SalesforceId.Parse(text) && SalesforceId.Parse(text).Value[..15] == text);

    [Fact]
    public void Ids_that_differ_in_case_alone_are_different_also_without_regard_to_case() =>
        Gen.Select(Short, Gen.Int[0, 14]).Where((text, at) => char.IsAsciiLetter(text[at])).Sample((text, at) =>
        {
            var other = text[..at] + (char)(text[at] ^ 0x20) + text[(at + 1)..];

            return SalesforceId.Parse(text) != SalesforceId.Parse(other)
                && !SalesforceId.Parse(text).Value.Equals(SalesforceId.Parse(other).Value, StringComparison.OrdinalIgnoreCase);
        });

    [Fact]
    public void Wrong_checksum_is_refused() =>
        Gen.Select(Short, Gen.Int[15, 17], Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"]).Sample((text, at, c) =>
        {
            var full = SalesforceId.Parse(text).Value;
            var broken = full[..at] + c + full[(at + 1)..];

            return SalesforceId.TryParse(broken, out _) == (broken == full);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("003")]
    [InlineData("003-00000000001")]
    [InlineData("00300000000000é")]
    [InlineData("0030000000000011")]
    public void What_is_no_id_is_refused(string? text) => SalesforceId.TryParse(text, out _).Should().BeFalse();
}
