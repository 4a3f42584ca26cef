namespace Connector.Salesforce.Http;

/// <summary>Says what an unreadable answer looks like, without quoting it.</summary>
internal static class BodyKind
{
    public static string Describe(HttpResponseMessage response, string body)
    {
        var start = body.AsSpan().TrimStart();
        if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } target)
            return $"it redirects to {(target.IsAbsoluteUri ? target.Host : "another page")}: not an API host, or a sign-in page stands in front of it";
        if (start.IsEmpty)
            return "its body is empty";
        if (start[0] == '<')
            return "its body is a web page, as of a proxy or a maintenance site";
        return start[0] is '{' or '[' ? "its JSON is broken off or not of the documented form" : "its body is not JSON";
    }
}
