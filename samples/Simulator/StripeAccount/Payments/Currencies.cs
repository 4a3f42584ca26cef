using System.Globalization;

namespace Simulator.StripeAccount.Payments;

/// <summary>How many digits a currency's minor unit has, and amounts for people to read. Amounts themselves are whole minor units.</summary>
internal static class Currencies
{
    private static readonly HashSet<string> None =
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"];

    private static readonly HashSet<string> Three = ["bhd", "jod", "kwd", "omr", "tnd"];

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
