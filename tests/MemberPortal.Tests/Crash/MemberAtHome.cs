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

    /// <summary>Whether the dues page offers to pay.</summary>
    public async Task<bool> CanPayAsync(Uri portal) => await PayFormAsync(portal) is not null;

    /// <summary>Chooses a membership.</summary>
    /// <returns>The page to pay on; null when the portal led elsewhere.</returns>
    public async Task<Uri?> StartPayingAsync(Uri portal, string tier)
    {
        if (await PayFormAsync(portal) is not { } form)
            return null;

        var fields = form.Elements.OfType<IHtmlInputElement>().Where(input => input.Type == "hidden").ToDictionary(input => input.Name!, input => input.Value);
        fields["tier"] = tier;
        using var answer = await _http.PostAsync(new Uri(portal, "/dues/pay"), new FormUrlEncodedContent(fields));
        return answer.Headers.Location is { IsAbsoluteUri: true } page ? page : null;
    }

    /// <summary>How many payments the history shows.</summary>
    public async Task<int> PaymentsAsync(Uri portal) =>
        new HtmlParser().ParseDocument(await _http.GetStringAsync(new Uri(portal, "/dues"))).QuerySelectorAll("#history tbody tr").Length;

    public async Task VisitAsync(Uri page)
    {
        using var answer = await _http.GetAsync(page);
        ((int)answer.StatusCode).Should().BeLessThan(500);
    }

    /// <summary>What the live part of the pages says of the sync.</summary>
    public Task<string> SyncStateAsync(Uri portal) => _http.GetStringAsync(new Uri(portal, "/profile/sync"));

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<IHtmlFormElement?> PayFormAsync(Uri portal) =>
        new HtmlParser().ParseDocument(await _http.GetStringAsync(new Uri(portal, "/dues"))).QuerySelector("form[action='/dues/pay']") as IHtmlFormElement;

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
