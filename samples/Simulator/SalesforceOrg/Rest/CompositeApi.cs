using System.Text.Json;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Rest;

/// <summary>Several calls in one: <c>/composite</c> with references from one to the next, and <c>/composite/batch</c> without.</summary>
internal sealed class CompositeApi(OrgData data)
{
    private const int MaxParts = 25;
    private const int MaxQueries = 5;
    private const string Halted = "The transaction was rolled back since another operation in the same transaction failed.";

    public RestResponse Run(RestRequest request, Func<RestRequest, RestResponse> handle)
    {
        var body = request.Json();
        var parts = Parts(body, "compositeRequest", MaxParts);
        if (parts.Count(part => Text(part, "url")?.Contains("/query", StringComparison.Ordinal) == true) > MaxQueries)
            throw new OrgException("LIMIT_EXCEEDED", $"The limit of {MaxQueries} query operations is exceeded");

        var allOrNone = body.TryGetProperty("allOrNone", out var flag) && flag.ValueKind == JsonValueKind.True;
        var answers = new List<(string Reference, RestResponse Response)>();
        if (allOrNone)
            answers = AllOrNone(data, request, parts, handle);
        else
            RunParts(request, parts, answers, handle, haltOnFailure: false);
        return RestResponse.Ok(json => Write(json, answers));
    }

    /// <summary>Runs the parts as one transaction; where one fails all are undone, and the others say so.</summary>
    public static List<(string Reference, RestResponse Response)> AllOrNone(OrgData data, RestRequest request, List<JsonElement> parts, Func<RestRequest, RestResponse> handle)
    {
        var answers = new List<(string Reference, RestResponse Response)>();
        try
        {
            data.Write(request.Caller, _ =>
            {
                RunParts(request, parts, answers, handle, haltOnFailure: true);
                return answers.TrueForAll(answer => answer.Response.IsSuccess) ? true : throw new RolledBackException();
            });
        }
        catch (RolledBackException)
        {
            var halted = RestResponse.Of(new OrgException("PROCESSING_HALTED", Halted));
            answers = [.. answers.Select(answer => answer.Response.IsSuccess ? (answer.Reference, halted) : answer)];
            answers.AddRange(parts.Skip(answers.Count).Select(part => (Text(part, "referenceId") ?? "", halted)));
        }

        return answers;
    }

    public static RestResponse Batch(RestRequest request, Func<RestRequest, RestResponse> handle)
    {
        var body = request.Json();
        var halt = body.TryGetProperty("haltOnError", out var flag) && flag.ValueKind == JsonValueKind.True;
        var failed = false;
        var answers = new List<RestResponse>();
        foreach (var part in Parts(body, "batchRequests", MaxParts))
        {
            JsonElement? input = part.TryGetProperty("richInput", out var rich) ? rich : null;
            var url = (Text(part, "url") ?? "").TrimStart('/');
            answers.Add(halt && failed
                ? RestResponse.Of(new OrgException("BATCH_PROCESSING_HALTED", "Batch processing halted by request") { HttpStatus = StatusCodes.Status412PreconditionFailed })
                : Handle(() => handle(RestRequest.Part(Text(part, "method") ?? "GET", url.StartsWith("services/", StringComparison.Ordinal) ? "/" + url : "/services/data/" + url, input, request.Caller, request.Headers)), request));
            failed |= !answers[^1].IsSuccess;
        }

        return RestResponse.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("hasErrors", failed);
            json.WriteStartArray("results");
            foreach (var answer in answers)
            {
                json.WriteStartObject();
                json.WriteNumber("statusCode", answer.Status);
                json.WritePropertyName("result");
                WriteBody(json, answer);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void RunParts(RestRequest request, List<JsonElement> parts, List<(string, RestResponse)> answers, Func<RestRequest, RestResponse> handle, bool haltOnFailure)
    {
        var references = new CompositeReferences();
        foreach (var part in parts)
        {
            var reference = Text(part, "referenceId") is { Length: > 0 } id ? id : throw new OrgException("JSON_PARSER_ERROR", "A subrequest has no referenceId");
            var response = Handle(() =>
            {
                var url = references.Resolve(Text(part, "url") ?? "");
                JsonElement? body = part.TryGetProperty("body", out var given) && given.ValueKind != JsonValueKind.Null ? references.Resolve(given) : null;
                return handle(RestRequest.Part(Text(part, "method") ?? "GET", url, body, request.Caller, Headers(request, part)));
            }, request);

            answers.Add((reference, response));
            references.Add(reference, response);
            if (haltOnFailure && !response.IsSuccess)
                return;
        }
    }

    private static IHeaderDictionary Headers(RestRequest request, JsonElement part)
    {
        if (!part.TryGetProperty("httpHeaders", out var given) || given.ValueKind != JsonValueKind.Object)
            return request.Headers;

        var headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        foreach (var header in given.EnumerateObject())
            headers[header.Name] = header.Value.ToString();
        return headers;
    }

    private static RestResponse Handle(Func<RestResponse> work, RestRequest request)
    {
        try
        {
            return work();
        }
        catch (OrgException exception)
        {
            return RestResponse.Of(exception, request.DataPath);
        }
        catch (InvalidOperationException exception) when (exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            return RestResponse.Of(new OrgException("JSON_PARSER_ERROR", "The body is not of the form that this resource takes."));
        }
    }

    public static List<JsonElement> Parts(JsonElement body, string name, int most)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty(name, out var parts) || parts.ValueKind != JsonValueKind.Array)
            throw new OrgException("JSON_PARSER_ERROR", $"The request has no {name}");
        if (parts.GetArrayLength() > most)
            throw new OrgException("LIMIT_EXCEEDED", $"The limit of {most} subrequests is exceeded");

        return [.. parts.EnumerateArray()];
    }

    public static void Write(Utf8JsonWriter json, List<(string Reference, RestResponse Response)> answers)
    {
        json.WriteStartObject();
        json.WriteStartArray("compositeResponse");
        foreach (var (reference, response) in answers)
        {
            json.WriteStartObject();
            json.WritePropertyName("body");
            WriteBody(json, response);
            json.WriteStartObject("httpHeaders");
            foreach (var (name, value) in response.Headers)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteNumber("httpStatusCode", response.Status);
            json.WriteString("referenceId", reference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter json, RestResponse response)
    {
        if (response.Body.IsEmpty)
            json.WriteNullValue();
        else
            json.WriteRawValue(response.Body.Span);
    }

    public static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed class RolledBackException : Exception;
}
