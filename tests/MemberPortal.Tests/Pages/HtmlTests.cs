using System.Diagnostics;
using MemberPortal.Tests.Security;

namespace MemberPortal.Tests.Pages;

/// <summary>Every page is valid HTML as it leaves the server, for strangers, members, contact persons and the office, and when a form is sent back with its faults.</summary>
public sealed class HtmlTests(RunningPortal portal) : IClassFixture<RunningPortal>
{
    private static readonly string Node = Path.Combine(RunningPortal.Project, "..", "..", "tests", "MemberPortal.Tests", "Pages", "node");

    private static readonly Dictionary<string, string[]> Pages = new()
    {
        [""] = ["/sign-in", "/sign-in?passkey=failed", "/register", "/check-your-mail", "/forgot-password", "/reset-password", "/confirm-email", "/change-email", "/goodbye", "/dev/codes", "/dev/mail", "/no-access", "/error",
            "/status/404", "/status/429", "/offline", "/pay/none"],
        ["tomas.lindqvist@northgate.example"] = ["/", "/profile", "/profile?saved=true", "/profile/email", "/dues", "/dues?said=declined&year=1999", "/dues/return", "/news", "/documents", "/documents?q=nothing", "/support",
            "/privacy", "/account/security?passkey=added"],
        ["ruth.abara@harborstreet.example"] = ["/organization", "/organization?said=invited", "/organization/return"],
        ["ines@longtable.example"] = ["/staff", "/staff/members", "/staff/members?q=nobody", "/staff/members/5eed0000-0000-7000-8000-000000000103", "/staff/members/new", "/staff/organizations", "/staff/organizations/new", "/staff/organizations/5eed0000-0000-7000-8000-000000000001", "/staff/people", "/staff/figures", "/staff/audit", "/staff/audit?action=none", "/documents", "/news",
            "/support", "/account/security"],
    };

    [Fact]
    public async Task Page_is_valid_HTML()
    {
        var folder = Directory.CreateTempSubdirectory("pages-").FullName;
        try
        {
            foreach (var (who, paths) in Pages)
            {
                using var client = who.Length == 0 ? portal.Stranger() : await portal.SignInAsync(who);
                foreach (var path in paths)
                    await KeepAsync(folder, who, path, await client.GetAsync(new Uri(path, UriKind.Relative)));
            }

            using var stranger = portal.Stranger();
            await KeepAsync(folder, "faulty", "/register", await RunningPortal.PostFormAsync(stranger, "/register", new() { ["Input.Email"] = "no address" }));
            await KeepAsync(folder, "faulty", "/sign-in", await RunningPortal.PostFormAsync(stranger, "/sign-in", new() { ["Input.Email"] = "a@b.example", ["Input.Password"] = "x" }));
            using var member = await portal.SignInAsync("tomas.lindqvist@northgate.example");
            await KeepAsync(folder, "faulty", "/profile", await RunningPortal.PostFormAsync(member, "/profile", new() { ["Input.LastName"] = "" }));
            await KeepAsync(folder, "faulty", "/support", await RunningPortal.PostFormAsync(member, "/support", new() { ["Input.Subject"] = "" }));

            var (code, output) = await RunAsync("npm", "install", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund");
            code.Should().Be(0, output);
            (code, output) = await RunAsync("npx", ["html-validate", "--config", ".htmlvalidate.json", "--formatter", "text", .. Directory.EnumerateFiles(folder)]);
            code.Should().Be(0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task KeepAsync(string folder, string who, string path, HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html", path);
            ((int)answer.StatusCode).Should().BeLessThan(300, $"{path} is a page");
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Plain(who)}{Plain(path)}.html"), await answer.Content.ReadAsStringAsync());
        }
    }

    private static string Plain(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = Node, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
