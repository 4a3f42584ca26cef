using System.Globalization;

namespace Connector.Stripe.Webhooks;

/// <summary>The API versions whose events we have met. Others are stored and acted on all the same, and shown, so that somebody looks.</summary>
public static class StripeApiVersions
{
    /// <summary>The version that we read Stripe in, whatever version an event is written in.</summary>
    public const string Pinned = "2026-10-28.endive";

    private static readonly HashSet<string> Trains = ["acacia", "basil", "clover", "dahlia", "endive"];

    /// <summary>True for none, a date alone (before the trains), and a train that we know; false for anything else, previews among it.</summary>
    public static bool IsKnown(string? version)
    {
        if (version is null)
            return true;

        var parts = version.Split('.');
        return DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && (parts.Length == 1 || (parts.Length == 2 && Trains.Contains(parts[1])));
    }
}
