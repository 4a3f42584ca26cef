using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Connector.Salesforce.Authentication;

/// <summary>Finds the private key among the settings.</summary>
internal static class SigningKey
{
    public static SigningCredentials Load(SalesforceOptions options, TimeProvider time)
    {
        try
        {
            // The key's life is the assertion's: a cached provider would keep a disposed key.
            return new SigningCredentials(new RsaSecurityKey(Key(options, time)), SecurityAlgorithms.RsaSha256)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            };
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // The cause is not passed on: its message may quote the key's text.
            throw new SalesforceAuthenticationException(
                $"The private key for Salesforce cannot be read from {Where(options)}: {exception.GetType().Name}. It must be an unencrypted RSA key in PEM form, or a PFX or PEM file with certificate and key, with its password.");
        }
    }

    private static RSA Key(SalesforceOptions options, TimeProvider time)
    {
        if (options.LoadCertificate is { } load)
        {
            using var loaded = load();
            return Of(loaded, options, time);
        }

        if (options.CertificateFile is { } file)
        {
            using var certificate = FromFile(file, options.CertificatePassword);
            return Of(certificate, options, time);
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(options.PrivateKey ?? File.ReadAllText(options.PrivateKeyFile!));
        return rsa;
    }

    private static X509Certificate2 FromFile(string file, string? password)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);

        return password is null ? X509Certificate2.CreateFromPem(text, text) : X509Certificate2.CreateFromEncryptedPem(text, text, password);
    }

    private static RSA Of(X509Certificate2 certificate, SalesforceOptions options, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now > certificate.NotAfter.ToUniversalTime())
        {
            throw new SalesforceAuthenticationException(
                $"The certificate in {Where(options)} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}: make a new one and upload it to the external client app.");
        }

        if (now < certificate.NotBefore.ToUniversalTime())
            throw new SalesforceAuthenticationException($"The certificate in {Where(options)} is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on: check this host's clock.");

        return certificate.GetRSAPrivateKey() ?? throw new CryptographicException("The certificate has no RSA private key.");
    }

    private static string Where(SalesforceOptions options) =>
        options.LoadCertificate is not null ? "LoadCertificate"
        : options.CertificateFile is not null ? $"CertificateFile ({options.CertificateFile})"
        : options.PrivateKey is not null ? "PrivateKey"
        : $"PrivateKeyFile ({options.PrivateKeyFile})";
}
