using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SyncEngine.Simulation.Org;

/// <summary>An answer's status, media type, headers and body.</summary>
internal sealed record WireAnswer(int Status, string? MediaType, byte[] Body)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static WireAnswer Error(int status, string code, string message) =>
        new(status, "application/json", Encoding.UTF8.GetBytes($$"""[{"message":"{{message}}","errorCode":"{{code}}"}]"""));

    public static WireAnswer Html(int status) => new(status, "text/html", "<html><body><h1>We are down for maintenance</h1></body></html>"u8.ToArray());

    public HttpResponseMessage ToResponse(bool isTruncated = false)
    {
        var response = new HttpResponseMessage((HttpStatusCode)Status)
        {
            Content = isTruncated ? new StreamContent(new BrokenStream(Body[..(Body.Length / 2)])) : new ByteArrayContent(Body),
        };
        if (MediaType is not null)
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(MediaType);
        foreach (var (name, value) in Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
