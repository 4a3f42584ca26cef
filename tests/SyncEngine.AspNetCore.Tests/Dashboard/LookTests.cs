using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Each page in light and dark, narrow and wide: no accessibility violation, nothing beyond the screen's edge, nothing refused by the content policy.</summary>
public sealed class LookTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    public static TheoryData<string, string, ColorScheme, int> Looks()
    {
        var looks = new TheoryData<string, string, ColorScheme, int>();
        foreach (var (name, path) in RoomPages.All)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                looks.Add(name, path, scheme, 320);
                looks.Add(name, path, scheme, 1280);
            }
        }

        return looks;
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Page_is_accessible_and_fits(string name, string path, ColorScheme scheme, int width)
    {
        var page = await room.PageAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = width, Height = 900 } });
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        await page.GotoAsync(path);

        var axe = await page.RunAxe();
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (Environment.GetEnvironmentVariable("SYNC_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });
        await page.Context.DisposeAsync();

        axe.Violations.Select(violation => $"{violation.Id}: {string.Join(" ", violation.Nodes.Select(node => node.Html))}").Should().BeEmpty();
        overflow.Should().Be(0);
        complaints.Should().BeEmpty();
    }
}
