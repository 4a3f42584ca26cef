using System.Text.RegularExpressions;

namespace MemberPortal.Browser;

/// <summary>What a page makes the browser fetch.</summary>
public sealed partial class PageFilesTests(PortalFixture fixture)
{
    [Fact]
    public async Task Page_loads_each_of_its_files_once_and_its_fonts_for_good()
    {
        await using var visitor = await fixture.VisitAsync();
        var files = new List<string>();
        visitor.Page.Request += (_, request) =>
        {
            lock (files)
                files.Add(Hash().Replace(new Uri(request.Url).AbsolutePath, "."));
        };

        await visitor.Page.GotoAsync("/sign-in", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });

        var fonts = files.Where(file => file.EndsWith(".woff2", StringComparison.Ordinal)).ToList();
        fonts.Should().NotBeEmpty();
        files.Should().OnlyHaveUniqueItems("a file under two names is loaded twice");
        foreach (var font in fonts)
            (await visitor.Page.APIRequest.GetAsync(font)).Headers["cache-control"].Should().Contain("immutable");
    }

    // The hash that the build puts into a file's name.
    [GeneratedRegex(@"\.[a-z0-9]{10}\.")]
    private static partial Regex Hash();
}
