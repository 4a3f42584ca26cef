using System.Security.Cryptography.X509Certificates;

namespace Connector.Salesforce;

/// <summary>How to reach one org. Validated when the host starts; each fault names its setting.</summary>
public sealed class SalesforceOptions
{
    /// <summary>
    /// The host that gives tokens: <c>https://login.salesforce.com</c> (the default), <c>https://test.salesforce.com</c> for sandboxes,
    /// or the org's My Domain. HTTPS, except to loopback.
    /// </summary>
    public Uri? LoginUrl { get; set; } = new("https://login.salesforce.com");

    /// <summary>
    /// Who the assertion is for; apart from the host, because a My Domain host still wants <c>https://login.salesforce.com</c> or
    /// <c>https://test.salesforce.com</c>. Default: the login URL where it is one of these two, else <c>https://login.salesforce.com</c>.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>The external client app's consumer key. Required.</summary>
    public string? ClientId { get; set; }

    /// <summary>The integration user's user name. Required.</summary>
    public string? Username { get; set; }

    /// <summary>The private key as PEM text. One of this, <see cref="PrivateKeyFile"/>, <see cref="CertificateFile"/> and <see cref="LoadCertificate"/> is required.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>A file with the private key as PEM.</summary>
    public string? PrivateKeyFile { get; set; }

    /// <summary>A PFX file with certificate and private key.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The PFX file's password, where it has one.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>Loads a certificate with its private key from the host's own store. Called once for each token request; the certificate is disposed after it.</summary>
    public Func<X509Certificate2>? LoadCertificate { get; set; }

    /// <summary>
    /// The app's consumer secret: signs in by client credentials instead of by a key, as the app's run-as user.
    /// <see cref="LoginUrl"/> must then be the org's My Domain.
    /// </summary>
    public string? ClientSecret { get; set; }

    /// <summary>A fixed access token, for tests and tools that sign in elsewhere; needs <see cref="InstanceUrl"/>. It is never renewed.</summary>
    public string? AccessToken { get; set; }

    /// <summary>The host that takes <see cref="AccessToken"/>; otherwise the sign-in tells it.</summary>
    public Uri? InstanceUrl { get; set; }

    /// <summary>The REST API's version. Default <c>67.0</c> (Summer '26).</summary>
    public string ApiVersion { get; set; } = "67.0";

    /// <summary>What the connector calls itself (<c>Sforce-Call-Options: client=…</c>); change events carry it back as their origin. Default <c>Connector</c>.</summary>
    public string ClientName { get; set; } = "Connector";

    /// <summary>How long one call may take, its repetitions included; time-outs are not repeated. Default 100 seconds; Salesforce itself ends a call at 10 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a token is used before a new one is asked for; Salesforce does not tell its lifetime. Default 1 hour.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a describe answer is used before Salesforce is asked whether it still holds. Default 5 minutes; 0 asks each time.</summary>
    public TimeSpan DescribeLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often a call is repeated at once: on row locks and too many calls at once always, since nothing was done; on 5xx and broken
    /// connections only where twice leaves the same as once, never a create. Default 2; 0 switches it off.
    /// </summary>
    public int MaxRetries { get; set; } = 2;

    /// <summary>The longest wait before the first repetition; it doubles, and the wait is anything up to it. Default 200 milliseconds.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many calls may be under way at once; the others wait, higher priorities first. Default 20 (an org allows 25 of 20 seconds and longer).</summary>
    public int MaxConcurrentCalls { get; set; } = 20;

    /// <summary>The share of the org's 24-hour allocation that only calls of high priority may use, 0 to 0.9. Default 0.05.</summary>
    public double HighPriorityReserve { get; set; } = 0.05;
}
