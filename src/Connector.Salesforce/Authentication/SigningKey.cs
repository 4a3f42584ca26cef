using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Connector.Salesforce.Authentication;

/// <summary>Finds the private key among the settings.</summary>
internal static class SigningKey
{
    public static SigningCredentials Load(SalesforceOptions options)
    {
        try
        {
            // The key's life is the assertion's: a cached provider would keep a disposed key.
            return new SigningCredentials(new RsaSecurityKey(Key(options)), SecurityAlgorithms.RsaSha256)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SalesforceAuthenticationException(
                $"The private key for Salesforce cannot be read from {Where(options)}: {exception.GetType().Name}. It must be an unencrypted RSA key in PEM form, or a PFX file with its password.");
        }
    }

    private static RSA Key(SalesforceOptions options)
    {
        if ((options.LoadCertificate ?? FromFile(options)) is { } load)
        {
            using var certificate = load();
            return certificate.GetRSAPrivateKey() ?? throw new CryptographicException("The certificate has no RSA private key.");
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(options.PrivateKey ?? File.ReadAllText(options.PrivateKeyFile!));
        return rsa;
    }

    private static Func<X509Certificate2>? FromFile(SalesforceOptions options) => options.CertificateFile is { } pfx
        ? () => X509CertificateLoader.LoadPkcs12FromFile(pfx, options.CertificatePassword)
        : null;

    private static string Where(SalesforceOptions options) =>
        options.LoadCertificate is not null ? "LoadCertificate"
        : options.CertificateFile is not null ? $"Salesforce:CertificateFile ({options.CertificateFile})"
        : options.PrivateKey is not null ? "Salesforce:PrivateKey"
        : $"Salesforce:PrivateKeyFile ({options.PrivateKeyFile})";
}
