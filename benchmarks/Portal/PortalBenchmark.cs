using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using MemberPortal.Hosting;

namespace Benchmarks.Portal;

/// <summary>A member's pages under load, each beside a page of the same host that has the same frame, the same signed-in member, and nothing in it.</summary>
internal sealed partial class PortalBenchmark : IBenchmark
{
    private const int Connections = 8;

    // The frame, and two sentences that come from nowhere.
    private const string Empty = "/goodbye";

    private static readonly (string Name, string Path)[] Pages = [("dashboard", "/"), ("history", "/dues"), ("profile", "/profile"), ("documents", "/documents")];

    public string Name => "portal";

    public string Description => "the member portal's pages under load beside an empty page of the same host, with 8 connections";

    public async Task RunAsync(Report report, bool quick, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-").FullName;
        try
        {
            await using var portal = await PortalHost.BuildAsync(
            [
                "--environment=Development", $"--contentRoot={Project()}", "--urls=http://127.0.0.1:0", $"--Portal:DataPath={folder}", "--Simulator:Url=http://localhost:0", "--Simulator:GrpcPort=0",
                "--Logging:LogLevel:Default=None", "--SyncEngine:PollEvery=1.00:00:00",
            ]);
            await portal.App.StartAsync(cancellationToken);
            using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(portal.App.Urls.First()) };
            await SignInAsync(client, cancellationToken);
            await SettleAsync(client, cancellationToken);
            await MeasureAsync(report, client, quick ? 5 : 15, quick ? 200 : 400, cancellationToken);
            await portal.App.StopAsync(CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Rounds take turns, so that what disturbs the machine disturbs all alike; the middle one counts.
    private static async Task MeasureAsync(Report report, HttpClient client, int rounds, int requests, CancellationToken cancellationToken)
    {
        (string Name, string Path)[] all = [("empty", Empty), .. Pages];
        foreach (var (_, path) in all)
            await LoadAsync(client, path, requests, cancellationToken);
        var times = all.ToDictionary(page => page.Name, _ => new List<(double Processor, double PerSecond)>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, path) in all)
                times[name].Add(await LoadAsync(client, path, requests, cancellationToken));
        }

        var empty = Middle(times["empty"].Select(round => round.Processor));
        foreach (var (name, _) in all)
        {
            var processor = Middle(times[name].Select(round => round.Processor));
            report.Row($"{name}_cpu_ms", processor);
            report.Row($"{name}_per_s", Middle(times[name].Select(round => round.PerSecond)));
            if (name != "empty")
                report.Row($"{name}_ratio_to_empty", processor / empty);
        }
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <returns>
    /// Milliseconds of processor time a page, the asking included, with all connections busy; what else the machine does does not count in it.
    /// And how many pages a second, in which it does.
    /// </returns>
    private static async Task<(double Processor, double PerSecond)> LoadAsync(HttpClient client, string path, int requests, CancellationToken cancellationToken)
    {
        var left = requests;
        var (start, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                if (answer.StatusCode != HttpStatusCode.OK || answer.RequestMessage!.RequestUri!.AbsolutePath != path)
                    throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode} from {answer.RequestMessage!.RequestUri}.");
            }
        }));
        return ((Environment.CpuUsage.TotalTime - start).TotalMilliseconds / requests, requests / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static async Task SignInAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var page = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), cancellationToken);
        var fields = HiddenField().Matches(page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</form>", StringComparison.Ordinal)])
            .ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));
        (fields["Input.Email"], fields["Input.Password"]) = ("maya.okafor@harborstreet.example", "soup for everyone");
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form, cancellationToken);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath != "/")
            throw new InvalidOperationException($"Signing in led to {answer.RequestMessage.RequestUri}.");
    }

    // The demo's records go to Salesforce first.
    private static async Task SettleAsync(HttpClient client, CancellationToken cancellationToken)
    {
        while (!(await client.GetStringAsync(new Uri("/profile/sync", UriKind.Relative), cancellationToken)).Contains("data-state=\"insync\"", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
    }

    private static string Project()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks run inside the repository.");
        return Path.Combine(folder.FullName, "samples", "MemberPortal");
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
