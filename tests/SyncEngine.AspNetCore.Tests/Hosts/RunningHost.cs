using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace SyncEngine.AspNetCore.Tests.Hosts;

/// <summary>The second host on a free port with a database of its own; its worker rests unless it is given an org to work with.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _isOwner;

    private RunningHost(IEnumerable<KeyValuePair<string, string?>>? org, DirectoryInfo? folder = null, Action<IServiceCollection>? more = null)
    {
        (_folder, _isOwner) = (folder ?? Directory.CreateTempSubdirectory("sync-room-"), folder is null);
        App = SecondHost.Build(Path.Combine(_folder.FullName, "people.db"), [new("Logging:LogLevel:Default", "None"), .. org ?? Idle], more: more);
    }

    /// <summary>The settings of a host without an org.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Idle { get; } = new Dictionary<string, string?>
    {
        ["SyncEngine:RunWorker"] = "false",
        ["Salesforce:AccessToken"] = "none",
        ["Salesforce:InstanceUrl"] = "http://127.0.0.1:9",
    };

    public WebApplication App { get; }

    public Uri Address => new(App.Urls.First());

    public static async Task<RunningHost> StartAsync(IEnumerable<KeyValuePair<string, string?>>? org = null, Func<RunningHost, Task>? seed = null, Action<IServiceCollection>? more = null)
    {
        var host = new RunningHost(org, more: more);
        await host.App.StartAsync();
        if (seed is not null)
            await seed(host);
        return host;
    }

    /// <summary>Another host of the same site, on the same database.</summary>
    public async Task<RunningHost> BesideAsync()
    {
        var host = new RunningHost(null, _folder);
        await host.App.StartAsync();
        return host;
    }

    /// <summary>A browser without script: keeps cookies, follows no redirect by itself.</summary>
    public async Task<HttpClient> ClientAsync(string? role = "Staff")
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = Address };
        if (role is not null)
            (await client.GetAsync(new Uri($"/sign-in?role={role}", UriKind.Relative))).EnsureSuccessStatusCode();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        if (!_isOwner)
            return;

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
