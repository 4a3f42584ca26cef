using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Simulator;

/// <summary>A key pair for development, made on first use and kept in a folder: the client signs with the key, the org trusts the certificate.</summary>
public sealed record DevelopmentKey
{
    private DevelopmentKey(string privateKeyPath, string certificatePem) => (PrivateKeyPath, CertificatePem) = (privateKeyPath, certificatePem);

    /// <summary>The file with the private key, as PEM. Readable by its owner only.</summary>
    public string PrivateKeyPath { get; }

    /// <summary>The certificate to register with the org, as PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>The folder's pair; made if it is missing.</summary>
    public static DevelopmentKey LoadOrCreate(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var keyPath = Path.Combine(Path.GetFullPath(folder), "salesforce-key.pem");
        var certificatePath = Path.Combine(Path.GetFullPath(folder), "salesforce-certificate.pem");
        if (!File.Exists(keyPath) || !File.Exists(certificatePath))
            Create(keyPath, certificatePath);

        return new DevelopmentKey(keyPath, File.ReadAllText(certificatePath));
    }

    private static void Create(string keyPath, string certificatePath)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(keyPath)!);
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest("CN=Connector development", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddYears(10));

        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(keyPath, mode))
            file.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
    }
}
