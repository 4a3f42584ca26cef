namespace SyncEngine.AspNetCore.Tests.Dashboard;

/// <summary>Fills forms in as a browser does: reads the page, takes the token, posts, follows the redirect.</summary>
internal static class Browsing
{
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string page, string action, params (string Name, string Value)[] fields)
    {
        var text = await client.GetStringAsync(new Uri(page, UriKind.Relative));
        var token = System.Net.WebUtility.HtmlDecode(DoorTests.Token().Match(text).Groups[1].Value);
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Concat(fields.Any(field => field.Name == "back") ? [] : [("back", page)]).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        return await client.PostAsync(new Uri(action, UriKind.Relative), form);
    }

    /// <summary>Submits a form that the page really has.</summary>
    public static async Task<string> SubmitAsync(this HttpClient client, string page, string action, params (string Name, string Value)[] fields)
    {
        (await client.GetStringAsync(new Uri(page, UriKind.Relative))).Should().Contain($"/{action}", "the page has this form");
        return await client.FollowAsync(await client.PostFormAsync(page, $"/admin/sync/{action.TrimEnd('"')}", fields));
    }

    /// <summary>Takes the token from one page and posts to an action that it does not show any more.</summary>
    public static async Task<string> SendAsync(this HttpClient client, string page, string action) =>
        await client.FollowAsync(await client.PostFormAsync(page, $"/admin/sync/{action}"));

    private static async Task<string> FollowAsync(this HttpClient client, HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.Should().Be(System.Net.HttpStatusCode.SeeOther);
            return await client.GetStringAsync(answer.Headers.Location);
        }
    }
}
