using Connector.Stripe.Billing;
using CsCheck;

namespace Connector.Stripe.Tests.Billing;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(1250, "EUR", "12.50 EUR")]
    [InlineData(1250, "jpy", "1250 JPY")]
    [InlineData(1250, "KWD", "1.250 KWD")]
    [InlineData(500, "isk", "5.00 ISK")]
    [InlineData(-5, "usd", "-0.05 USD")]
    public void Amount_is_written_with_its_currencys_decimals(long minor, string currency, string text) => new Money(minor, currency).ToString().Should().Be(text);

    [Fact]
    public void Amount_survives_the_way_to_decimal_and_back() =>
        Gen.Long[-1_000_000_000_000, 1_000_000_000_000].Select(Gen.OneOf("usd", "jpy", "bhd", "clp", "isk", "eur")).Sample((minor, code) =>
        {
            var money = new Money(minor, code);
            return Money.FromDecimal(money.ToDecimal(), money.Currency) == money;
        });

    [Theory]
    [InlineData("0.5", "jpy")]
    [InlineData("0.001", "eur")]
    [InlineData("0.0001", "kwd")]
    public void Amount_finer_than_its_currency_is_refused(string amount, string currency)
    {
        var convert = () => Money.FromDecimal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), new Currency(currency));

        convert.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Currencies_are_not_reckoned_together()
    {
        var add = () => new Money(1, "eur") + new Money(1, "usd");

        add.Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("eu")]
    [InlineData("€uro")]
    [InlineData("eu1")]
    public void Code_that_is_none_is_refused(string code)
    {
        var make = () => new Currency(code);

        make.Should().Throw<ArgumentException>();
    }
}
