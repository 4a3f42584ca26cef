using System.Text.RegularExpressions;
using Connector.Salesforce;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>One clear line for each fault: which setting, what it was, what is allowed. Secrets are not quoted.</summary>
internal sealed partial class SalesforceOptionsValidator(string name, string section, bool usesSettings) : IValidateOptions<SalesforceOptions>
{
    public ValidateOptionsResult Validate(string? name1, SalesforceOptions options)
    {
        if (name1 != name)
            return ValidateOptionsResult.Skip;

        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(SalesforceOptions options)
    {
        if (options.LoginUrl is null || !options.LoginUrl.IsAbsoluteUri)
            yield return $"{section}:LoginUrl is '{options.LoginUrl}'; it must be a whole URL, such as https://login.salesforce.com.";
        else if (!IsSafe(options.LoginUrl))
            yield return $"{section}:LoginUrl is '{options.LoginUrl}'; it must be https, or http on this machine.";
        if (!ApiVersion().IsMatch(options.ApiVersion ?? ""))
            yield return $"{section}:ApiVersion is '{options.ApiVersion}'; it must look like 67.0.";
        if (options.ClientName is null || !ClientName().IsMatch(options.ClientName))
            yield return $"{section}:ClientName is '{options.ClientName}'; it must be 1 to 60 letters, digits, spaces, dots, hyphens or underscores.";
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(10))
            yield return $"{section}:Timeout is {options.Timeout}; it must be between 0 and 10 minutes.";
        if (options.TokenLifetime <= TimeSpan.Zero || options.TokenLifetime > TimeSpan.FromDays(1))
            yield return $"{section}:TokenLifetime is {options.TokenLifetime}; it must be between 0 and 1 day.";
        if (options.DescribeLifetime < TimeSpan.Zero || options.DescribeLifetime > TimeSpan.FromDays(1))
            yield return $"{section}:DescribeLifetime is {options.DescribeLifetime}; it must be between 0 and 1 day.";
        if (options.MaxConcurrentCalls is < 1 or > 1000)
            yield return $"{section}:MaxConcurrentCalls is {options.MaxConcurrentCalls}; it must be 1 to 1000.";
        if (options.HighPriorityReserve is not (>= 0 and <= 0.9))
            yield return $"{section}:HighPriorityReserve is {options.HighPriorityReserve}; it must be 0 to 0.9.";
        if (options.MaxRetries is < 0 or > 10)
            yield return $"{section}:MaxRetries is {options.MaxRetries}; it must be 0 to 10.";
        if (options.RetryDelay < TimeSpan.Zero || options.RetryDelay > TimeSpan.FromMinutes(1))
            yield return $"{section}:RetryDelay is {options.RetryDelay}; it must be between 0 and 1 minute.";
        if (!usesSettings)
            yield break;

        foreach (var fault in options.AccessToken is not null ? FixedToken(options) : Flow(options))
            yield return fault;
    }

    private IEnumerable<string> FixedToken(SalesforceOptions options)
    {
        if (options.InstanceUrl is null || !options.InstanceUrl.IsAbsoluteUri || !IsSafe(options.InstanceUrl))
            yield return $"{section}:InstanceUrl is '{options.InstanceUrl}'; with an AccessToken it must be the org's https URL, or http on this machine.";
    }

    private IEnumerable<string> Flow(SalesforceOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ClientId))
            yield return $"{section}:ClientId is missing; it is the consumer key of the external client app.";
        if (options.ClientSecret is not null)
        {
            if (options.LoginUrl?.Host is "login.salesforce.com" or "test.salesforce.com")
                yield return $"{section}:LoginUrl is '{options.LoginUrl}'; client credentials work on the org's My Domain only, such as https://example.my.salesforce.com.";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(options.Username))
            yield return $"{section}:Username is missing; it is the integration user's user name.";

        var keys = new object?[] { options.PrivateKey, options.PrivateKeyFile, options.CertificateFile, options.LoadCertificate }.Count(key => key is not null);
        if (keys != 1)
            yield return $"{section} has {(keys == 0 ? "no key" : "several keys")}; set exactly one of PrivateKeyFile, PrivateKey, CertificateFile, LoadCertificate.";
        foreach (var (setting, file) in new[] { ("PrivateKeyFile", options.PrivateKeyFile), ("CertificateFile", options.CertificateFile) })
        {
            if (file is not null && !File.Exists(file))
                yield return $"{section}:{setting} is '{file}'; there is no such file.";
        }

        if (options.PrivateKey is { } pem && !pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            yield return $"{section}:PrivateKey is not PEM; it must hold the text between and including the BEGIN and END PRIVATE KEY lines.";
    }

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);

    [GeneratedRegex(@"^\d{2,3}\.\d$")]
    private static partial Regex ApiVersion();

    [GeneratedRegex(@"^[A-Za-z0-9 ._-]{1,60}$")]
    private static partial Regex ClientName();
}
