using System.Net;
using System.Text;
using System.Text.Json;

namespace Benchmarks.Ledger;

/// <summary>Stands in the connector's pipeline and answers each read of records with what the site has: what is left is the site's own cost.</summary>
internal sealed class AgreeingOrg : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.Content is null)
            return Json(HttpStatusCode.BadRequest, """[{"errorCode":"NOT_IMPLEMENTED","message":"Only reading is."}]""");

        using var body = JsonDocument.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        var rows = body.RootElement.GetProperty("ids").EnumerateArray().Select(id => Row(id.GetString()!));
        return Json(HttpStatusCode.OK, $"[{string.Join(',', rows)}]");
    }

    private static string Row(string id)
    {
        var number = int.Parse(id.AsSpan(3, 12), System.Globalization.CultureInfo.InvariantCulture);
        return $$"""
            {"attributes":{"type":"Contact"},"Id":"{{id}}","Portal_Id__c":"{{LinkedSite.ExternalId(number)}}","LastModifiedDate":"2026-01-01T00:00:00.000+0000",
            "FirstName":"Ada","LastName":"Member{{number}}","Email":"member{{number}}@example.org","Phone":"555-0100"}
            """;
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string json) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
}
