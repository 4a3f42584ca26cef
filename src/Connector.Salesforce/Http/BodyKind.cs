namespace Connector.Salesforce.Http;

/// <summary>Says what an unreadable answer looks like, without quoting it.</summary>
internal static class BodyKind
{
    public static string Describe(HttpResponseMessage response, string body) => Failure(response, body) switch
    {
        TransportFailure.Redirected => $"it redirects to {Target(response)}: not an API host, or a sign-in page stands in front of it",
        TransportFailure.HtmlPage => "its body is a web page, as of a proxy or a maintenance site",
        _ when string.IsNullOrWhiteSpace(body) => "its body is empty",
        _ when body.AsSpan().TrimStart() is ['{' or '[', ..] => "its JSON is broken off or not of the documented form",
        _ => "its body is not JSON",
    };

    public static TransportFailure Failure(HttpResponseMessage response, string body)
    {
        if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is not null)
            return TransportFailure.Redirected;
        return body.AsSpan().TrimStart() is ['<', ..] ? TransportFailure.HtmlPage : TransportFailure.UnreadableAnswer;
    }

    // The host alone: a sign-in page's address carries one-time codes.
    private static string Target(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true } target ? target.Host : "another page";
}
