using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MemberPortal.Tests.Crash;

/// <summary>A member with a plain browser: pages, forms and cookies, no JavaScript. The cookies outlive the portal's process.</summary>
internal sealed class MemberAtHome : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
    private readonly HttpClient _http;

    public MemberAtHome() => _http = new HttpClient(_handler) { Timeout = TimeSpan.FromMinutes(1) };

    public async Task SignInAsync(Uri portal, string email, string password)
    {
        var form = await FormAsync(new Uri(portal, "/sign-in"));
        form["Input.Email"] = email;
        form["Input.Password"] = password;
        using var answer = await _http.PostAsync(new Uri(portal, "/sign-in"), new FormUrlEncodedContent(form));
        ((int)answer.StatusCode).Should().BeInRange(300, 399, "a right password leads on");
    }

    /// <summary>The profile as the member sees it.</summary>
    public async Task<Dictionary<string, string>> ProfileAsync(Uri portal) => await FormAsync(new Uri(portal, "/profile"));

    /// <summary>Saves a last name.</summary>
    /// <returns>Whether the portal said that it is saved.</returns>
    public async Task<bool> SaveLastNameAsync(Uri portal, string lastName)
    {
        var form = await ProfileAsync(portal);
        form["Input.LastName"] = lastName;
        using var answer = await _http.PostAsync(new Uri(portal, "/profile"), new FormUrlEncodedContent(form));
        return answer.Headers.Location?.ToString().Contains("saved", StringComparison.Ordinal) == true;
    }

    /// <summary>What the live part of the pages says of the sync.</summary>
    public Task<string> SyncStateAsync(Uri portal) => _http.GetStringAsync(new Uri(portal, "/profile/sync"));

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<Dictionary<string, string>> FormAsync(Uri page)
    {
        var html = await _http.GetStringAsync(page);
        var form = new HtmlParser().ParseDocument(html).QuerySelectorAll("main form").OfType<IHtmlFormElement>().First(form => form.Method == "post");
        return form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type is not ("checkbox" or "submit") && input.Name is { Length: > 0 })
            .Select(input => (Name: input.Name!, input.Value))
            .Concat(form.Elements.OfType<IHtmlSelectElement>().Where(select => select.Name is { Length: > 0 }).Select(select => (Name: select.Name!, Value: select.Value ?? "")))
            .ToDictionary(field => field.Name, field => field.Value);
    }
}
