using Microsoft.Playwright;

namespace MemberPortal.Browser;

/// <summary>The documented test cards, and Stripe's hosted page to write them on.</summary>
internal static class Cards
{
    public const string Good = "4242 4242 4242 4242";
    public const string Declined = "4000 0000 0000 0002";

    /// <summary>It can be stored, and fails when it is charged.</summary>
    public const string FailsLater = "4000 0000 0000 0341";

    public static async Task PayAsync(IPage page, string card)
    {
        await page.Locator("#cardNumber").FillAsync(card);
        await page.Locator("#cardExpiry").FillAsync("12 / 34");
        await page.Locator("#cardCvc").FillAsync("123");
        await page.Locator("button[type=submit]").ClickAsync();
    }
}
