using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Each page in light and dark, narrow and wide: no accessibility violation, nothing beyond the screen's edge, nothing refused by the content policy.</summary>
public sealed class LookTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    public static TheoryData<string, string> Pages()
    {
        var pages = new TheoryData<string, string>();
        foreach (var (name, path) in RoomPages.All)
            pages.Add(name, path);
        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_is_accessible_and_fits(string name, string path)
    {
        var page = await room.PageAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" && !message.Text.Contains("the server responded with a status of", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
        var answer = await page.GotoAsync(path);
        answer!.Status.Should().BeLessThan(500);

        // Colours depend on the scheme alone and what is hidden or stacked on the width alone: each of them is judged once.
        foreach (var (scheme, width, judged) in new[] { (ColorScheme.Light, 320, true), (ColorScheme.Dark, 320, false), (ColorScheme.Light, 768, false), (ColorScheme.Dark, 1280, true), (ColorScheme.Light, 1280, false) })
        {
            var folder = Environment.GetEnvironmentVariable("SYNC_SCREENSHOTS");
            if (!judged && width == 1280 && folder is null)
                continue;

            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 900);
            if (folder is { Length: > 0 })
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{scheme}-{width}.png".ToLowerInvariant()), FullPage = true });

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "nothing is beyond the edge at {0}", width);
            if (judged)
                (await page.RunAxe()).Violations.Select(violation => $"{scheme} {width}: {violation.Id}: {string.Join(" ", violation.Nodes.Select(node => node.Html))}").Should().BeEmpty();
        }

        complaints.Should().BeEmpty();
        await page.Context.DisposeAsync();
    }
}
