using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Stripe.Webhooks;
using CsCheck;

namespace Connector.Stripe.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_one";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1"}""");

    [Fact]
    public void Signature_of_ours_is_valid() =>
        Verify(WebhookSignature.Sign(Body, Secret, Now)).Should().Be(WebhookSignatureResult.Valid);

    [Fact]
    public void Signature_made_by_the_SDK_is_valid()
    {
        var header = global::Stripe.EventUtility.GenerateSignatureHeader(Encoding.UTF8.GetString(Body), Secret, Now.ToUnixTimeSeconds());

        Verify(header).Should().Be(WebhookSignatureResult.Valid);
    }

    [Theory]
    [InlineData(null, WebhookSignatureResult.HeaderMissing)]
    [InlineData("", WebhookSignatureResult.HeaderMissing)]
    [InlineData("   ", WebhookSignatureResult.HeaderMissing)]
    [InlineData("nonsense", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("t=", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("t=1,v1=", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("t=1,v1=zz", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("v1=0000000000000000000000000000000000000000000000000000000000000000", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("t=1,v0=0000000000000000000000000000000000000000000000000000000000000000", WebhookSignatureResult.HeaderMalformed)]
    [InlineData("t=1,v1=0000000000000000000000000000000000000000000000000000000000000000", WebhookSignatureResult.NoMatch)]
    [InlineData("t=-1,v1=0000000000000000000000000000000000000000000000000000000000000000", WebhookSignatureResult.HeaderMalformed)]
    public void Bad_header_gets_its_reason(string? header, WebhookSignatureResult expected) => Verify(header).Should().Be(expected);

    [Theory]
    [InlineData("abc")]
    [InlineData("2147483648000000000000")]
    [InlineData("99999999999999")]
    [InlineData("1e3")]
    [InlineData("١٢٣")]
    public void Signed_time_that_is_none_is_malformed(string timestamp) => Verify(SignedAt(timestamp)).Should().Be(WebhookSignatureResult.HeaderMalformed);

    [Fact]
    public void Time_beyond_32_bits_is_only_too_new() => Verify(SignedAt("4294967296")).Should().Be(WebhookSignatureResult.TooNew);

    [Theory]
    [InlineData(-301, WebhookSignatureResult.TooOld)]
    [InlineData(-300, WebhookSignatureResult.Valid)]
    [InlineData(300, WebhookSignatureResult.Valid)]
    [InlineData(301, WebhookSignatureResult.TooNew)]
    public void Tolerance_holds_both_ways(int seconds, WebhookSignatureResult expected) =>
        Verify(WebhookSignature.Sign(Body, Secret, Now.AddSeconds(seconds))).Should().Be(expected);

    [Fact]
    public void Any_of_several_signatures_may_match_any_of_several_secrets()
    {
        var other = WebhookSignature.Sign(Body, "whsec_other", Now).Split("v1=")[1];
        var header = WebhookSignature.Sign(Body, Secret, Now).Replace("v1=", $"v1={other},v1=", StringComparison.Ordinal) + ",v0=ignored";

        WebhookSignature.Verify(header, Body, ["whsec_new", Secret], Tolerance, Now).Should().Be(WebhookSignatureResult.Valid);
        WebhookSignature.Verify(header, Body, ["whsec_new"], Tolerance, Now).Should().Be(WebhookSignatureResult.NoMatch);
        WebhookSignature.Verify(header, Body, [], Tolerance, Now).Should().Be(WebhookSignatureResult.NoMatch);
    }

    [Fact]
    public void Changed_body_does_not_match()
    {
        var header = WebhookSignature.Sign(Body, Secret, Now);

        Gen.Int[0, Body.Length - 1].Select(Gen.Byte[1, 255]).Sample((index, change) =>
        {
            var changed = Body.ToArray();
            changed[index] ^= change;
            return WebhookSignature.Verify(header, changed, [Secret], Tolerance, Now) == WebhookSignatureResult.NoMatch;
        });
    }

    [Fact]
    public void No_header_whatever_throws_or_passes() =>
        Gen.String.Sample(header => WebhookSignature.Verify(header, Body, [Secret], Tolerance, Now) != WebhookSignatureResult.Valid);

    [Fact]
    public void No_mixture_of_signature_parts_throws() =>
        Gen.OneOf("t", "v1", "v0", "=", ",", " ", "1", "-", "9999999999999999999999", "\0", "é").Array[0, 12]
            .Sample(parts => WebhookSignature.Verify(string.Concat(parts), Body, [Secret], Tolerance, Now) != WebhookSignatureResult.Valid);

    private static WebhookSignatureResult Verify(string? header) => WebhookSignature.Verify(header, Body, [Secret], Tolerance, Now);

    private static string SignedAt(string timestamp)
    {
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. Body]);
        return string.Create(CultureInfo.InvariantCulture, $"t={timestamp},v1={Convert.ToHexStringLower(hash)}");
    }
}
