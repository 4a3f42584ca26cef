using System.Security.Cryptography;

namespace Simulator.StripeAccount.State;

/// <summary>Ids of the length and alphabet that Stripe's have.</summary>
internal static class Ids
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(string prefix, int length = 24) => prefix + RandomNumberGenerator.GetString(Alphabet, length);

    public static string Customer() => New("cus_", 14);

    public static string Secret(string id) => $"{id}_secret_{New("", 25)}";
}
