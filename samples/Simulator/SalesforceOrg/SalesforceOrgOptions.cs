using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Simulator.SalesforceOrg;

/// <summary>What the simulated org is like: who may sign in, its id, its limits and its schema.</summary>
public sealed class SalesforceOrgOptions
{
    /// <summary>The consumer key that the simulator answers to unless told otherwise.</summary>
    public const string DefaultConsumerKey = "3MVG9SimulatorConsumerKey.000000000000000000000000000000000";

    /// <summary>The integration user's name unless told otherwise.</summary>
    public const string DefaultUsername = "integration@simulator.example";

    /// <summary>The connected app's consumer key: <c>iss</c> of an assertion, <c>client_id</c> of client credentials.</summary>
    public string ConsumerKey { get; set; } = DefaultConsumerKey;

    /// <summary>The connected app's secret for client credentials; null refuses that flow.</summary>
    public string? ConsumerSecret { get; set; }

    /// <summary>The integration user: <c>sub</c> of an assertion.</summary>
    public string Username { get; set; } = DefaultUsername;

    /// <summary>The user's password, for SOAP login (up to v64) and the password grant; null refuses both.</summary>
    public string? Password { get; set; }

    /// <summary>Certificates (or public keys) registered with the connected app, as PEM. An assertion signed by any of them is taken.</summary>
    public IList<string> Certificates { get; } = [];

    /// <summary>An access token that is always taken, for clients that skip the login. Null: none.</summary>
    public string? FixedAccessToken { get; set; }

    /// <summary>A refresh token as if a person had approved the app in a browser, for clients that keep one; null refuses that flow.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>The org's id, 15 or 18 characters.</summary>
    public string OrganizationId { get; set; } = "00D5g00000SiMuLEAV";

    /// <summary>A session ends this long after its last use.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>API calls allowed in a rolling day; what is beyond is refused with REQUEST_LIMIT_EXCEEDED.</summary>
    public int DailyApiRequests { get; set; } = 100_000;

    /// <summary>The objects whose changes are told over Pub/Sub.</summary>
    public IList<string> ChangeDataCapture { get; } = ["Account", "Contact", "Opportunity", "Campaign", "CampaignMember", "Lead", "Task"];

    /// <summary>A stream without events is told after this long that it is alive.</summary>
    public TimeSpan EventKeepAlive { get; set; } = TimeSpan.FromSeconds(270);

    /// <summary>A JSON file with the schema, in the form of the embedded one or of a saved describe answer; null takes the embedded one.</summary>
    public string? SchemaFile { get; set; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConsumerKey))
            throw new ArgumentException("Salesforce.ConsumerKey is empty; it must be the key that the client sends as iss.");
        if (string.IsNullOrWhiteSpace(Username))
            throw new ArgumentException("Salesforce.Username is empty; it must be the user that the client signs in as.");
        if (OrganizationId is not { Length: 15 or 18 } || !OrganizationId.StartsWith("00D", StringComparison.Ordinal))
            throw new ArgumentException($"Salesforce.OrganizationId is '{OrganizationId}'; it must be 15 or 18 characters that begin with 00D.");
        if (SessionTimeout <= TimeSpan.Zero)
            throw new ArgumentException($"Salesforce.SessionTimeout is {SessionTimeout}; it must be more than zero.");
        if (EventKeepAlive <= TimeSpan.Zero)
            throw new ArgumentException($"Salesforce.EventKeepAlive is {EventKeepAlive}; it must be more than zero.");
        if (DailyApiRequests < 1)
            throw new ArgumentException($"Salesforce.DailyApiRequests is {DailyApiRequests}; it must be at least 1.");

        foreach (var pem in Certificates)
            ReadPublicKey(pem).Dispose();
    }

    internal static RSA ReadPublicKey(string pem)
    {
        try
        {
            if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                return certificate.GetRSAPublicKey() ?? throw new ArgumentException("A registered certificate holds no RSA key.");
            }

            var key = RSA.Create();
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new ArgumentException("Salesforce.Certificates holds text that is no PEM certificate or public key of an RSA pair.", exception);
        }
    }
}
