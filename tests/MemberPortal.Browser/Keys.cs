using Microsoft.Playwright;

namespace MemberPortal.Browser;

internal static class Keys
{
    /// <summary>Presses Tab until an element that fits has the focus.</summary>
    public static async Task TabToAsync(this IPage page, string selector)
    {
        for (var press = 0; press < 60; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }

        Assert.Fail($"The Tab key does not reach {selector}.");
    }

    /// <summary>Presses the button of exactly this name.</summary>
    public static Task PressButtonAsync(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
