using Microsoft.Extensions.Options;
using SyncEngine.Stripe;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>One line for each fault: which setting, what it was, what is allowed.</summary>
internal sealed class StripeMembershipOptionsValidator : IValidateOptions<StripeMembershipOptions>
{
    public ValidateOptionsResult Validate(string? name, StripeMembershipOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(StripeMembershipOptions options)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone ?? "", out _))
            yield return $"Membership:TimeZone is '{options.TimeZone}'; it must be an IANA name, such as Europe/Berlin.";
        if (options.Grace < TimeSpan.Zero || options.Grace > TimeSpan.FromDays(366))
            yield return $"Membership:Grace is {options.Grace}; it must be between 0 and 366 days.";
        foreach (var tier in options.Tiers.Where(tier => string.IsNullOrWhiteSpace(tier.Value)))
            yield return $"Membership:Tiers:{tier.Key} is empty; it is the id of the tier's recurring price at Stripe, price_….";
        foreach (var shared in options.Tiers.GroupBy(tier => tier.Value).Where(group => group.Count() > 1))
            yield return $"Membership:Tiers has the price {shared.Key} for {string.Join(" and ", shared.Select(tier => tier.Key))}; each tier has a price of its own.";
        if (options.AccountingEmail is { } mail && !mail.Contains('@', StringComparison.Ordinal))
            yield return "Membership:AccountingEmail is no address; leave it out for no notices.";
        if (options.MembershipUrl is { IsAbsoluteUri: false } url)
            yield return $"Membership:MembershipUrl is '{url}'; it must be a whole URL, for it stands in mails.";
        if (options.MailMaxAge < TimeSpan.Zero || options.MailMaxAge > TimeSpan.FromDays(3660))
            yield return $"Membership:MailMaxAge is {options.MailMaxAge}; it must be between 0 and 3660 days.";
        foreach (var (setting, days) in new[] { ("RenewalReminderDays", options.RenewalReminderDays), ("PastDueNoticeDays", options.PastDueNoticeDays) })
        {
            if (days.Any(day => day is < 0 or > 366))
                yield return $"Membership:{setting} has {string.Join(", ", days)}; each must be 0 to 366.";
        }

        if (options.CardExpiryNoticeDays is < 0 or > 366)
            yield return $"Membership:CardExpiryNoticeDays is {options.CardExpiryNoticeDays}; it must be 0 to 366.";
        if (options.ReconcileDays is < 1 or > 3660)
            yield return $"Membership:ReconcileDays is {options.ReconcileDays}; it must be 1 to 3660.";
        if (options.WebhookRejectionsPerSource < 1)
            yield return $"Membership:WebhookRejectionsPerSource is {options.WebhookRejectionsPerSource}; it must be 1 or more.";
        if (options.MaxWebhookBytes is < 16 * 1024 or > 64 * 1024 * 1024)
            yield return $"Membership:MaxWebhookBytes is {options.MaxWebhookBytes}; it must be 16 KiB to 64 MiB.";
    }
}
