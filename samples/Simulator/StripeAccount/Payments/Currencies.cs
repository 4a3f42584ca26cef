using System.Globalization;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.Payments;

/// <summary>How many digits a currency's minor unit has, and amounts for people to read. Amounts themselves are whole minor units.</summary>
internal static class Currencies
{
    private static readonly HashSet<string> None =
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"];

    private static readonly HashSet<string> Three = ["bhd", "jod", "kwd", "omr", "tnd"];

    private const long Most = 99_999_999;

    // What Stripe can be paid in: https://docs.stripe.com/currencies.
    private static readonly HashSet<string> Known = [.. (
        "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp "
        + "gbp gel gip gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr "
        + "mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd "
        + "vuv wst xaf xcd xof xpf yer zar zmw").Split(' ')];

    // The least that can be charged, where it is not small change everywhere.
    private static readonly Dictionary<string, long> Least = new()
    {
        ["usd"] = 50, ["aud"] = 50, ["brl"] = 50, ["cad"] = 50, ["chf"] = 50, ["dkk"] = 250, ["eur"] = 50, ["gbp"] = 30, ["hkd"] = 400, ["huf"] = 17500, ["inr"] = 50,
        ["jpy"] = 50, ["mxn"] = 1000, ["nok"] = 300, ["nzd"] = 50, ["pln"] = 200, ["ron"] = 200, ["sek"] = 300, ["sgd"] = 50,
    };

    /// <exception cref="StripeError">Nobody can be charged that.</exception>
    public static void Check(long amount, string currency)
    {
        var code = currency.ToLowerInvariant();
        if (!Known.Contains(code))
            throw StripeError.Invalid($"Invalid currency: {code}. Stripe currently supports these currencies: {string.Join(", ", Known)}", "currency");
        if (amount < 1)
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer");
        if (amount > Most && code is not ("idr" or "inr" or "jpy" or "huf" or "cop" or "clp" or "krw" or "vnd" or "lbp"))
            throw StripeError.Invalid($"Amount must be no more than {Format(Most, code)}", "amount", "amount_too_large");
        if (amount < Least.GetValueOrDefault(code))
            throw StripeError.Invalid($"Amount must be at least {Format(Least[code], code)}", "amount", "amount_too_small");
    }

    public static int Digits(string currency) => None.Contains(currency) ? 0 : Three.Contains(currency) ? 3 : 2;

    public static string Format(long amount, string currency)
    {
        var digits = Digits(currency);
        var value = amount / (decimal)Math.Pow(10, digits);
        var number = value.ToString("N" + digits, CultureInfo.InvariantCulture);
        return currency == "usd" ? $"${number}" : $"{number} {currency.ToUpperInvariant()}";
    }

    /// <summary>The amount for a quantity and a share of time, rounded half away from zero.</summary>
    public static long Share(long amount, long part, long whole)
    {
        if (whole == 0)
            return 0;
        var product = (Int128)amount * part;
        var sign = product < 0 ? -1 : 1;
        return (long)((product + sign * (Int128)whole / 2) / whole);
    }
}
