using Microsoft.Extensions.DependencyInjection;
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MemberPortal.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace MemberPortal.Tests.Security;

/// <summary>The portal in this process, with its simulator, on free ports and in a folder of its own; the demo's people can sign in.</summary>
public sealed class RunningPortal : IAsyncLifetime
{
    private const string Token = "00D-the-tests-own-session";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-").FullName;
    private PortalHost _host = null!;

    public static string Project { get; } = Checkout.PathTo("samples", "MemberPortal");

    public Uri Address { get; private set; } = null!;

    /// <summary>The simulated org, for somebody who works at the office.</summary>
    public HttpClient Office() => new() { BaseAddress = _host.Simulator, DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    public IServiceProvider Services => _host.App.Services;

    public async ValueTask InitializeAsync()
    {
        _host = await PortalHost.BuildAsync(
        [
            "--environment=Development", $"--contentRoot={Project}", "--urls=http://127.0.0.1:0", $"--Portal:DataPath={_folder}", "--Portal:SignInPostsPerMinute=1000",
            "--Simulator:Url=http://localhost:0", "--Simulator:GrpcPort=0", $"--Simulator:Salesforce:FixedAccessToken={Token}", "--SyncEngine:PollEvery=1.00:00:00", "--Logging:LogLevel:Default=Warning",
        ]);
        await _host.App.StartAsync();
        Address = new Uri(_host.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.App.StopAsync();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A client that follows no redirect: where one leads is what the tests ask about.</summary>
    public HttpClient Stranger() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };

    public async Task<HttpClient> SignInAsync(string email, string password = "soup for everyone")
    {
        var client = Stranger();
        using var answer = await PostFormAsync(client, "/sign-in", new() { ["Input.Email"] = email, ["Input.Password"] = password });
        if (answer.Headers.Location?.ToString().Contains("/sign-in/code", StringComparison.Ordinal) == true)
            await GiveCodeAsync(client, email);
        return client;
    }

    /// <summary>Loads the page, fills the first post form of its main part (that fits), and sends it, there or elsewhere.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(
        HttpClient client, string page, Dictionary<string, string> values, Func<IHtmlFormElement, bool>? which = null, string? postTo = null)
    {
        var document = new HtmlParser().ParseDocument(await client.GetStringAsync(new Uri(page, UriKind.Relative)));
        var form = document.QuerySelectorAll("main form").OfType<IHtmlFormElement>().First(form => form.Method == "post" && which?.Invoke(form) != false);
        var fields = form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "hidden").ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in values)
            fields[name] = value;
        return await client.PostAsync(new Uri(postTo ?? page, UriKind.Relative), new FormUrlEncodedContent(fields));
    }

    private static async Task GiveCodeAsync(HttpClient client, string email)
    {
        // A code is good for half a minute; the third is right at the latest.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var codes = new HtmlParser().ParseDocument(await client.GetStringAsync(new Uri("/dev/codes", UriKind.Relative)));
            var code = codes.QuerySelector($"[data-code='{email}']")!.TextContent;
            using var answer = await PostFormAsync(client, "/sign-in/code", new() { ["Code"] = code });
            if (answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther)
                return;
        }

        Assert.Fail("The second step did not succeed.");
    }
}
