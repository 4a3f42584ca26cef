using System.Net;
using System.Text.Json;

namespace Connector.Salesforce.Http;

/// <summary>Turns an error answer into the typed exception. Keyed on the error code, not on the HTTP status.</summary>
internal static class ErrorAnswer
{
    public static SalesforceException Read(HttpRequestMessage request, HttpResponseMessage response, string body)
    {
        var retryAfter = response.Headers.RetryAfter?.Delta;
        var requestId = response.Headers.TryGetValues("X-Request-Id", out var ids) ? ids.FirstOrDefault() : null;
        var what = $"{request.Method} {request.RequestUri!.AbsolutePath}";

        if (response.StatusCode == HttpStatusCode.MultipleChoices && Urls(body) is { } urls)
            return new SalesforceMultipleChoicesException($"{what}: the external id stands in {urls.Count} records.") { Status = response.StatusCode, RequestId = requestId, Candidates = urls };

        if (Errors(body) is not { Count: > 0 } errors)
        {
            return new SalesforceTransportException($"{what} was answered {(int)response.StatusCode}; {BodyKind.Describe(response, body)}.")
            {
                Status = response.StatusCode,
                RequestId = requestId,
                RetryAfter = retryAfter,
                MayHaveExecuted = IsWrite(request) && (int)response.StatusCode >= 500,
            };
        }

        var message = $"{what} was answered {(int)response.StatusCode} {errors[0].Code}.";
        return errors[0].Code switch
        {
            "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" or "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" or "API_DISABLED_FOR_ORG" or "INVALID_LOGIN" =>
                new SalesforceAuthenticationException($"{message} {errors[0].Message}") { Status = response.StatusCode, Errors = errors, RequestId = requestId },
            "REQUEST_LIMIT_EXCEEDED" =>
                new SalesforceLimitException(message, errors[0].Message.StartsWith("TotalRequests", StringComparison.OrdinalIgnoreCase))
                { Status = response.StatusCode, Errors = errors, RequestId = requestId, RetryAfter = retryAfter },
            "NOT_FOUND" or "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" when response.StatusCode == HttpStatusCode.NotFound =>
                new SalesforceNotFoundException(message) { Status = response.StatusCode, Errors = errors, RequestId = requestId },
            "DUPLICATES_DETECTED" =>
                new SalesforceDuplicatesException(message) { Status = response.StatusCode, Errors = errors, RequestId = requestId },
            _ when response.StatusCode == HttpStatusCode.TooManyRequests =>
                new SalesforceLimitException(message, isDaily: false) { Status = response.StatusCode, Errors = errors, RequestId = requestId, RetryAfter = retryAfter },
            _ => new SalesforceException(message)
            {
                Status = response.StatusCode,
                Errors = errors,
                RequestId = requestId,
                RetryAfter = retryAfter,
                MayHaveExecuted = IsWrite(request) && (int)response.StatusCode >= 500 && errors[0].Code != "UNABLE_TO_LOCK_ROW",
            },
        };
    }

    /// <summary>Whether to forget the token and try once more. Some 401s mean something else, and a new token would loop for ever.</summary>
    public static bool IsExpiredSession(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && Errors(body) is [{ Code: "INVALID_SESSION_ID" } error, ..]
        && !error.Message.Contains("not valid for use with the REST API", StringComparison.OrdinalIgnoreCase);

    public static bool IsWrite(HttpRequestMessage request) => request.Method != HttpMethod.Get && request.Method != HttpMethod.Head;

    /// <summary>Reads <c>[{message, errorCode, fields}]</c>, or an item's <c>errors</c> with <c>statusCode</c>; null when it is neither.</summary>
    public static IReadOnlyList<SalesforceError>? Errors(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Array ? Errors(json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IReadOnlyList<SalesforceError>? Errors(JsonElement array)
    {
        var errors = new List<SalesforceError>();
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || (Text(item, "errorCode") ?? Text(item, "statusCode")) is not { } code)
                return null;

            errors.Add(new SalesforceError(code, Text(item, "message") ?? "", Texts(item, "fields")) { Duplicates = Duplicates(item) });
        }

        return errors;
    }

    private static List<SalesforceId> Duplicates(JsonElement error)
    {
        var found = new List<SalesforceId>();
        // The key was misspelt on the wire for years; both spellings live.
        if (!error.TryGetProperty("duplicateResut", out var result) && !error.TryGetProperty("duplicateResult", out result))
            return found;
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("matchResults", out var matches) || matches.ValueKind != JsonValueKind.Array)
            return found;

        foreach (var match in matches.EnumerateArray())
        {
            if (!match.TryGetProperty("matchRecords", out var records) || records.ValueKind != JsonValueKind.Array)
                continue;

            foreach (var record in records.EnumerateArray())
            {
                if (record.TryGetProperty("record", out var row) && SalesforceId.TryParse(Text(row, "Id"), out var id))
                    found.Add(id);
            }
        }

        return found;
    }

    private static List<SalesforceId>? Urls(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
                return null;

            return [.. json.RootElement.EnumerateArray()
                .Where(url => url.ValueKind == JsonValueKind.String)
                .Select(url => url.GetString()!.Split('/')[^1])
                .Where(id => SalesforceId.TryParse(id, out _))
                .Select(id => SalesforceId.Parse(id, null))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
