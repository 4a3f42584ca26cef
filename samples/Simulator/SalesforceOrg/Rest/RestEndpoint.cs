using System.IO.Compression;
using Microsoft.AspNetCore.WebUtilities;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Bulk;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Rest;

/// <summary><c>/services/data</c> over HTTP: version, session, allowance, and then the data API.</summary>
internal sealed class RestEndpoint(RestApi api, SessionStore sessions, OrgIdentity identity, ApiUsage usage, BulkEndpoint bulk)
{
    private const int SmallestCompressed = 8 * 1024;
    private const int MaxBody = 50 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        RestResponse? response;
        try
        {
            response = await AnswerAsync(context);
        }
        catch (OrgException exception)
        {
            response = RestResponse.Of(exception, RestRequest.TrySplit(RawPath(context), out var version, out _) ? $"/services/data/{version}" : "");
        }
        catch (InvalidDataException)
        {
            response = RestResponse.Of(new OrgException("JSON_PARSER_ERROR", "The body is not of the encoding that its header names."));
        }
        catch (BadHttpRequestException exception)
        {
            response = RestResponse.Of(new OrgException("REQUEST_ENTITY_TOO_LARGE", exception.Message) { HttpStatus = exception.StatusCode });
        }

        catch (InvalidOperationException exception) when (exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            // Text that is no Unicode, or a value where an object belongs: found only when it is read.
            response = RestResponse.Of(new OrgException("JSON_PARSER_ERROR", "The body is not of the form that this resource takes."));
        }

        if (response is not null)
            await WriteAsync(context, response);
    }

    /// <summary>The session's caller; refuses with 401 where there is none, and with 403 where the day's calls are spent.</summary>
    public OrgCaller Authenticate(HttpContext context, string version)
    {
        if (!sessions.Use(TokenEndpoint.BearerToken(context.Request)))
            throw new OrgException("INVALID_SESSION_ID", "Session expired or invalid");
        if (!usage.Count())
            throw new OrgException("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");

        context.Response.Headers["Sforce-Limit-Info"] = usage.Header;
        var client = HeaderOption(context.Request.Headers["Sforce-Call-Options"], "client");
        return new OrgCaller(identity.IntegrationUserId, client)
        {
            AllowDuplicates = HeaderOption(context.Request.Headers["Sforce-Duplicate-Rule-Header"], "allowSave") == "true",
            ChangeOrigin = $"com/salesforce/api/rest/{version.TrimStart('v')}" + (client is null ? "" : $";client={client}"),
        };
    }

    public static async Task WriteAsync(HttpContext context, RestResponse response)
    {
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            context.Response.Headers[name] = value;
        if (response.Body.IsEmpty)
            return;

        context.Response.ContentType = response.ContentType;
        if (response.Body.Length >= SmallestCompressed && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync(response.Body, context.RequestAborted);
            return;
        }

        context.Response.ContentLength = response.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
    }

    private async Task<RestResponse?> AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.Value!.TrimEnd('/') == "/services/data")
            return RestResponse.Ok(ApiVersions.Write);

        // The path as it came: an escaped slash in an external id is no separator.
        var path = RawPath(context);
        if (!RestRequest.TrySplit(path, out var version, out var segments))
            throw OrgException.NotFound();

        var caller = Authenticate(context, version);
        if (segments is ["jobs", ..])
            return await bulk.HandleAsync(context, version, segments, caller);

        if (request.Headers.Accept.ToString() is { Length: > 0 } accept && accept.Contains("xml", StringComparison.OrdinalIgnoreCase) && !accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("*/*", StringComparison.Ordinal))
            throw OrgException.NotModelled("answers in XML");

        var hasBody = request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
        if (hasBody && request.ContentType is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsGet(request.Method))
            throw new OrgException("UNSUPPORTED_MEDIA_TYPE", $"Content type {type} not supported.");

        return api.Handle(new RestRequest
        {
            Method = Method(request),
            Version = version,
            Segments = segments,
            Query = QueryHelpers.ParseQuery(request.QueryString.Value),
            Headers = request.Headers,
            Caller = caller,
            Body = hasBody ? await ReadAsync(context) : default,
        });
    }

    // Clients that cannot send PATCH say it in the query.
    private static string Method(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Query["_HttpMethod"] is [{ Length: > 0 } real] ? real.ToUpperInvariant()
        : HttpMethods.IsHead(request.Method) ? "GET"
        : request.Method.ToUpperInvariant();

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new MemoryStream();
        var buffer = new byte[32 * 1024];
        await using var stream = context.Request.Headers.ContentEncoding.ToString().ToUpperInvariant() switch
        {
            "" or "IDENTITY" => null as Stream,
            "GZIP" => new GZipStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true),
            "DEFLATE" => new ZLibStream(context.Request.Body, CompressionMode.Decompress, leaveOpen: true),
            var other => throw new OrgException("UNSUPPORTED_MEDIA_TYPE", $"Content encoding {other.ToLowerInvariant()} not supported."),
        };
        int read;
        while ((read = await (stream ?? context.Request.Body).ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > MaxBody)
                throw new OrgException("REQUEST_ENTITY_TOO_LARGE", "The request is larger than 50 MB") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    public static string RawPath(HttpContext context)
    {
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        if (string.IsNullOrEmpty(raw) || raw[0] != '/')
            return context.Request.Path.ToUriComponent();

        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? raw : raw[..mark];
    }

    private static string? HeaderOption(Microsoft.Extensions.Primitives.StringValues header, string name)
    {
        foreach (var part in header.ToString().Split(',', ';'))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
                return pair[1];
        }

        return null;
    }
}
