using System.Security.Cryptography;
using Simulator.StripeAccount.Wire;

namespace Simulator.StripeAccount.State;

/// <summary>Ids of the length and alphabet that Stripe's have.</summary>
internal static class Ids
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(string prefix, int length = 24) => prefix + RandomNumberGenerator.GetString(Alphabet, length);

    public static string Customer() => New("cus_", 14);

    /// <summary>An id of the caller's choice.</summary>
    /// <exception cref="StripeError">It could not stand in a path.</exception>
    public static string? Chosen(string? id) =>
        id is null || (id.Length is > 0 and <= 200 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            ? id
            : throw StripeError.Invalid("Invalid id: it may only contain letters, digits, dashes, underscores and dots.", "id");

    public static string Secret(string id) => $"{id}_secret_{New("", 25)}";
}
