namespace Connector.Stripe.Billing;

/// <summary>A currency by its three-letter ISO code, in lower case as Stripe writes it.</summary>
public readonly record struct Currency
{
    // https://docs.stripe.com/currencies#zero-decimal. ISK and UGX have none either, and Stripe still counts them in hundredths (#special-cases).
    private static readonly HashSet<string> WithoutDecimals =
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];

    // https://docs.stripe.com/currencies#three-decimal
    private static readonly HashSet<string> WithThreeDecimals = ["bhd", "jod", "kwd", "omr", "tnd"];

    private readonly string? _code;

    /// <summary>Takes an ISO code in any case.</summary>
    /// <exception cref="ArgumentException">It is not three letters.</exception>
    public Currency(string code)
    {
        if (code is not { Length: 3 } || !code.All(char.IsAsciiLetter))
            throw new ArgumentException($"'{code}' is not a currency; it has three letters, such as eur.", nameof(code));

        _code = code.ToLowerInvariant();
    }

    /// <summary>The code in lower case; <c>xxx</c>, ISO's "no currency", when none was given.</summary>
    public string Code => _code ?? "xxx";

    /// <summary>How many decimals an amount in its minor unit has: 2 for most, 0 for JPY and others, 3 for KWD and a few.</summary>
    public int Decimals => WithoutDecimals.Contains(Code) ? 0 : WithThreeDecimals.Contains(Code) ? 3 : 2;

    /// <summary>The code in capitals, as people write it.</summary>
    public override string ToString() => Code.ToUpperInvariant();
}
