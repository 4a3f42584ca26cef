using Simulator.SalesforceOrg;
using Simulator.StripeAccount;

namespace Simulator;

/// <summary>Where the simulator listens, where it keeps its state, and what the org and the account are like.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Where the simulator listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://localhost:5090";

    /// <summary>The gRPC port unless told otherwise.</summary>
    public const int DefaultGrpcPort = 5091;

    /// <summary>The address for HTTP. Port 0 takes a free port of the loopback; <see cref="SimulatorHost.Address"/> tells which.</summary>
    public string Url { get; set; } = DefaultUrl;

    /// <summary>The loopback port for Pub/Sub (gRPC over plaintext HTTP/2); 0 takes a free one, null switches Pub/Sub off.</summary>
    public int? GrpcPort { get; set; } = DefaultGrpcPort;

    /// <summary>The folder that holds the state; made if it is missing. Null keeps everything in memory.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>How many calls the log keeps; older ones are forgotten.</summary>
    public int CallsKept { get; set; } = 2000;

    /// <summary>The Salesforce org.</summary>
    public SalesforceOrgOptions Salesforce { get; set; } = new();

    /// <summary>The Stripe account.</summary>
    public StripeAccountOptions Stripe { get; set; } = new();

    internal void Validate()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"Url is '{Url}'; it must be an http:// address such as {DefaultUrl}, with port 0 for any free port.");
        if (GrpcPort is < 0 or > 65535)
            throw new ArgumentException($"GrpcPort is {GrpcPort}; it must be 0 to 65535, or null for no Pub/Sub.");
        if (CallsKept < 1)
            throw new ArgumentException($"CallsKept is {CallsKept}; it must be at least 1.");

        Salesforce.Validate();
        Stripe.Validate();
    }
}
