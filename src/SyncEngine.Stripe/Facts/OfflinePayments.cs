using Connector.Stripe.Billing;
using Microsoft.Extensions.Options;

namespace SyncEngine.Stripe.Facts;

/// <summary>Makes facts of what staff record.</summary>
internal sealed class OfflinePayments(IOptions<StripeMembershipOptions> options)
{
    private readonly StripeMembershipOptions _options = options.Value;
    private readonly MembershipRules _rules = options.Value.ToRules();

    public ReckoningWish ToWish(OfflinePayment payment)
    {
        if (payment.Amount.MinorUnits <= 0)
            throw new ArgumentException("A payment is more than nothing.", nameof(payment));
        if (payment.PeriodStart is null != payment.PeriodEnd is null || payment.PeriodEnd <= payment.PeriodStart)
            throw new ArgumentException("A period has a beginning and a later end, or there is none.", nameof(payment));
        if (payment.Tier is not null && !_options.Tiers.ContainsKey(payment.Tier))
            throw new ArgumentException($"'{payment.Tier}' is no tier; Membership:Tiers has {string.Join(", ", _options.Tiers.Keys)}.", nameof(payment));

        var id = $"offline:{payment.Id}";
        return new ReckoningWish(payment.Owner, StripeKeys.Owner(payment.Owner))
        {
            OfflineFacts =
            [
                new BillingFact
                {
                    Id = id,
                    Kind = FactKind.Payment,
                    Amount = payment.Amount,
                    PaymentId = id,
                    OccurredAt = Noon(payment.PaidOn),
                    PriceId = payment.Tier is { } tier ? _options.Tiers[tier] : null,
                    PeriodStart = payment.PeriodStart is { } start ? Midnight(start) : null,
                    PeriodEnd = payment.PeriodEnd is { } end ? Midnight(end) : null,
                    Description = payment.Reference is { } reference ? $"Offline payment {reference}" : "Offline payment",
                    IsOffline = true,
                },
            ],
        };
    }

    // A date that is a moment must still be that date in the organisation's time zone.
    private DateTimeOffset Noon(DateOnly day) => At(day.ToDateTime(new TimeOnly(12, 0)));

    private DateTimeOffset Midnight(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    private DateTimeOffset At(DateTime local)
    {
        // Where clocks jump over midnight there is no such moment; the day then begins an hour later.
        var real = _rules.TimeZone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(real, _rules.TimeZone.GetUtcOffset(real));
    }
}
