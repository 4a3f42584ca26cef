using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Simulator.Tests;

/// <summary>The simulator as a process of its own, killed while it works.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Every_answered_write_is_there_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        var answered = new ConcurrentBag<string>();
        var port = FreePort();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/services/data/v67.0/") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "token");

        for (var round = 0; round < 2; round++)
        {
            using var simulator = await StartAsync(folder.Path, port, http);
            var writers = Enumerable.Range(0, 4).Select(async writer =>
            {
                for (var number = 0; ; number++)
                {
                    try
                    {
                        using var response = await http.PostAsJsonAsync("sobjects/Contact", new { LastName = $"{writer}-{number}" }, TestContext.Current.CancellationToken);
                        answered.Add((await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!);
                    }
                    catch (Exception exception) when (exception is HttpRequestException or IOException)
                    {
                        return;
                    }
                }
            }).ToList();
            var enough = answered.Count + 200;
            while (answered.Count < enough)
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
            simulator.Kill();
            await Task.WhenAll(writers);
            await simulator.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var last = await StartAsync(folder.Path, port, http);
        foreach (var batch in answered.Chunk(200))
        {
            using var response = await http.PostAsJsonAsync("composite/sobjects/Contact", new { ids = batch, fields = new[] { "Id" } }, TestContext.Current.CancellationToken);
            var found = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            found.EnumerateArray().Should().NotContain(item => item.ValueKind == JsonValueKind.Null);
        }

        answered.Should().OnlyHaveUniqueItems();
        last.Kill();
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<Process> StartAsync(string folder, int port, HttpClient http)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(SimulatorHost).Assembly.Location, $"--Url=http://127.0.0.1:{port}", "--GrpcPort=0", $"--DataDirectory={folder}", "--Salesforce:FixedAccessToken=token"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var deadline = TimeProvider.System.GetUtcNow().AddMinutes(2);
        while (true)
        {
            try
            {
                if ((await http.GetAsync("limits", TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.OK)
                    return process;
            }
            catch (HttpRequestException) when (!process.HasExited && TimeProvider.System.GetUtcNow() < deadline)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
