using System.Text.RegularExpressions;
using Connector.Stripe;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>One clear line for each fault: which setting, what it was, what is allowed. Secrets are not quoted.</summary>
internal sealed partial class StripeConnectorOptionsValidator(string section) : IValidateOptions<StripeConnectorOptions>
{
    public ValidateOptionsResult Validate(string? name, StripeConnectorOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(StripeConnectorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ApiKey))
            yield return $"{section}:ApiKey is missing; it is the account's secret or restricted key, sk_… or rk_….";
        else if (!ApiKey().IsMatch(options.ApiKey))
            yield return $"{section}:ApiKey is no secret or restricted key; it must begin with sk_test_, sk_live_, rk_test_ or rk_live_, with no blanks.";
        else if (options.LiveMode is { } live && options.ApiKey.Contains("_live_", StringComparison.Ordinal) != live)
            yield return $"{section}:LiveMode is {live}, and {section}:ApiKey is a key of the other mode.";
        if (options.ApiBase is null || !options.ApiBase.IsAbsoluteUri)
            yield return $"{section}:ApiBase is '{options.ApiBase}'; it must be a whole URL, such as https://api.stripe.com.";
        else if (options.ApiBase.Scheme != Uri.UriSchemeHttps && !(options.ApiBase.Scheme == Uri.UriSchemeHttp && options.ApiBase.IsLoopback))
            yield return $"{section}:ApiBase is '{options.ApiBase}'; it must be https, or http on this machine.";
        if (options.WebhookSecrets.Any(string.IsNullOrWhiteSpace))
            yield return $"{section}:WebhookSecrets has an empty entry; each is an endpoint's signing secret, whsec_….";
        if (options.WebhookTolerance <= TimeSpan.Zero || options.WebhookTolerance > TimeSpan.FromHours(1))
            yield return $"{section}:WebhookTolerance is {options.WebhookTolerance}; it must be between 0 and 1 hour.";
        if (options.AccountId is { } account && !account.StartsWith("acct_", StringComparison.Ordinal))
            yield return $"{section}:AccountId is '{account}'; it must begin with acct_.";
        if (options.Site is null || !Site().IsMatch(options.Site))
            yield return $"{section}:Site is '{options.Site}'; it must be 1 to 40 letters, digits, hyphens or underscores.";
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(5))
            yield return $"{section}:Timeout is {options.Timeout}; it must be between 0 and 5 minutes.";
        if (options.MaxRetries is < 0 or > 10)
            yield return $"{section}:MaxRetries is {options.MaxRetries}; it must be 0 to 10.";
    }

    [GeneratedRegex(@"^(sk|rk)_(test|live)_\S+$")]
    private static partial Regex ApiKey();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,40}$")]
    private static partial Regex Site();
}
