using System.Globalization;

namespace Connector.Stripe.Billing;

/// <summary>An amount in its currency's minor unit: 12.50 EUR is 1250, 1250 JPY is 1250, 1.250 KWD is 1250.</summary>
/// <param name="MinorUnits">The amount; may be negative.</param>
/// <param name="Currency">The currency.</param>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    /// <summary>Takes an amount in minor units and an ISO code.</summary>
    public Money(long minorUnits, string currency)
        : this(minorUnits, new Currency(currency))
    {
    }

    /// <summary>Takes an amount as people write it.</summary>
    /// <exception cref="ArgumentException">It is finer than the currency allows.</exception>
    /// <exception cref="OverflowException">It is too large.</exception>
    public static Money FromDecimal(decimal amount, Currency currency)
    {
        var minor = amount * Factor(currency);
        if (decimal.Truncate(minor) != minor)
            throw new ArgumentException($"{amount.ToString(CultureInfo.InvariantCulture)} {currency} is finer than the currency allows.", nameof(amount));

        return new Money(checked((long)minor), currency);
    }

    /// <summary>The amount as people write it: 12.50 for 1250 EUR, 1250 for 1250 JPY.</summary>
    public decimal ToDecimal() => MinorUnits / Factor(Currency);

    /// <summary>The sum.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(checked(left.MinorUnits + Same(left, right).MinorUnits), left.Currency);

    /// <summary>The difference.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(checked(left.MinorUnits - Same(left, right).MinorUnits), left.Currency);

    /// <summary>The negative amount.</summary>
    public static Money operator -(Money money) => new(checked(-money.MinorUnits), money.Currency);

    /// <summary>The sum, for languages without operators.</summary>
    public Money Add(Money other) => this + other;

    /// <summary>The difference, for languages without operators.</summary>
    public Money Subtract(Money other) => this - other;

    /// <summary>The negative amount, for languages without operators.</summary>
    public Money Negate() => -this;

    /// <summary><c>12.50 EUR</c>, with the currency's own number of decimals.</summary>
    public override string ToString() =>
        $"{ToDecimal().ToString("F" + Currency.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {Currency}";

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} cannot be reckoned together.");

    private static decimal Factor(Currency currency) => currency.Decimals switch { 0 => 1m, 3 => 1000m, _ => 100m };
}
