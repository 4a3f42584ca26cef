using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Salesforce.Tests.Authentication;

/// <summary>The private key from wherever a site keeps it.</summary>
public sealed class SigningKeyTests : IDisposable
{
    private readonly FakeOrg _org = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-keys").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _org.Dispose();
    }

    [Theory]
    [InlineData("PrivateKeyFile, PKCS 8")]
    [InlineData("PrivateKeyFile, PKCS 1")]
    [InlineData("CertificateFile, PFX with a password")]
    [InlineData("CertificateFile, PFX without one")]
    [InlineData("CertificateFile, PEM")]
    [InlineData("LoadCertificate")]
    public async Task Key_signs_from(string where)
    {
        _org.GivesTokens();
        using var rsa = RSA.Create(2048);
        using var certificate = Certificate(rsa, _org.Time.GetUtcNow().AddDays(-1), _org.Time.GetUtcNow().AddDays(1));

        await _org.Client(options =>
        {
            switch (where)
            {
                case "PrivateKeyFile, PKCS 8":
                    options.PrivateKeyFile = Write("key.pem", rsa.ExportPkcs8PrivateKeyPem());
                    break;
                case "PrivateKeyFile, PKCS 1":
                    options.PrivateKeyFile = Write("key.pem", rsa.ExportRSAPrivateKeyPem());
                    break;
                case "CertificateFile, PFX with a password":
                    (options.CertificateFile, options.CertificatePassword) = (Write("key.pfx", certificate.Export(X509ContentType.Pfx, "secret")), "secret");
                    break;
                case "CertificateFile, PFX without one":
                    options.CertificateFile = Write("key.pfx", certificate.Export(X509ContentType.Pfx));
                    break;
                case "CertificateFile, PEM":
                    options.CertificateFile = Write("key.pem", certificate.ExportCertificatePem() + "\n" + rsa.ExportPkcs8PrivateKeyPem());
                    break;
                default:
                    var bytes = certificate.Export(X509ContentType.Pfx);
                    options.LoadCertificate = () => X509CertificateLoader.LoadPkcs12(bytes, null);
                    break;
            }
        }).GetInstanceUrlAsync();

        var assertion = System.Web.HttpUtility.ParseQueryString(_org.TokenRequests.Single().Body)["assertion"]!.Split('.');
        rsa.VerifyData(System.Text.Encoding.ASCII.GetBytes($"{assertion[0]}.{assertion[1]}"), Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(assertion[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).Should().BeTrue();
    }

    [Theory]
    [InlineData(-20, -10, "expired on")]
    [InlineData(10, 20, "check this host's clock")]
    public async Task Certificate_that_does_not_hold_now_is_named_and_nothing_is_sent(int from, int until, string hint)
    {
        using var rsa = RSA.Create(2048);
        using var certificate = Certificate(rsa, _org.Time.GetUtcNow().AddDays(from), _org.Time.GetUtcNow().AddDays(until));
        var bytes = certificate.Export(X509ContentType.Pfx);

        var failure = await _org.Client(options => options.LoadCertificate = () => X509CertificateLoader.LoadPkcs12(bytes, null))
            .Awaiting(it => it.GetInstanceUrlAsync()).Should().ThrowAsync<SalesforceAuthenticationException>();

        failure.Which.Message.Should().Contain(hint);
        _org.TokenRequests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqsecretbutbroken\n-----END PRIVATE KEY-----", null)]
    [InlineData("not a key at all", null)]
    [InlineData(null, "wrong")]
    public async Task Key_that_cannot_be_read_is_named_without_a_word_of_it(string? pem, string? password)
    {
        using var rsa = RSA.Create(2048);
        using var certificate = Certificate(rsa, _org.Time.GetUtcNow().AddDays(-1), _org.Time.GetUtcNow().AddDays(1));

        var failure = (await _org.Client(options =>
        {
            if (pem is not null)
                options.PrivateKeyFile = Write("broken.pem", pem);
            else
                (options.CertificateFile, options.CertificatePassword) = (Write("broken.pfx", certificate.Export(X509ContentType.Pfx, "right")), password);
        }).Awaiting(it => it.GetInstanceUrlAsync()).Should().ThrowAsync<SalesforceAuthenticationException>()).Which;

        failure.ToString().Should().Contain("broken.p").And.NotContain("MIIE").And.NotContain("not a key at all").And.NotContain("wrong");
    }

    private static X509Certificate2 Certificate(RSA rsa, DateTimeOffset from, DateTimeOffset until) =>
        new CertificateRequest("CN=connector", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, until);

    private string Write(string name, string text) => Write(name, System.Text.Encoding.ASCII.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
