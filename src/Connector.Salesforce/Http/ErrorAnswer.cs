using System.Net;
using System.Text.Json;

namespace Connector.Salesforce.Http;

/// <summary>Turns an error answer into the typed exception. Keyed on the error code, not on the HTTP status.</summary>
internal static class ErrorAnswer
{
    public static SalesforceException Read(SalesforceCall call, HttpResponseMessage response, string body, bool mayHaveExecuted, TimeSpan? retryAfter)
    {
        var status = response.StatusCode;
        var requestId = RequestId(response);
        if (status == HttpStatusCode.MultipleChoices && Urls(body) is { } candidates)
            return new SalesforceMultipleChoicesException($"{call}: the external id stands in {candidates.Count} records.") { Status = status, RequestId = requestId, Candidates = candidates };

        if (Errors(body) is not { Count: > 0 } errors)
        {
            if (status == HttpStatusCode.PreconditionFailed)
                return new SalesforcePreconditionFailedException($"{call}: the record has changed since it was read.") { Status = status, RequestId = requestId };

            return new SalesforceTransportException($"{call} was answered {(int)status}; {BodyKind.Describe(response, body)}.", BodyKind.Failure(response, body))
            {
                Status = status,
                RequestId = requestId,
                RetryAfter = retryAfter,
                MayHaveExecuted = mayHaveExecuted,
            };
        }

        return Of(call, status, errors, requestId, retryAfter, mayHaveExecuted);
    }

    /// <summary>The exception for errors that Salesforce told, in an answer or in a part of one.</summary>
    public static SalesforceException Of(
        SalesforceCall call, HttpStatusCode status, IReadOnlyList<SalesforceError> errors, string? requestId, TimeSpan? retryAfter, bool mayHaveExecuted)
    {
        var fields = errors.SelectMany(error => error.Fields).Distinct().ToList();
        var message = $"{call} was answered {(int)status} {errors[0].Code}{(fields.Count == 0 ? "" : $" ({string.Join(", ", fields)})")}.";
        return errors[0].Code switch
        {
            "INVALID_SESSION_ID" or "INVALID_AUTH_HEADER" or "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" or "API_DISABLED_FOR_ORG" or "INVALID_LOGIN" =>
                new SalesforceAuthenticationException($"{message} {Advice(errors[0])}") { Status = status, Errors = errors, RequestId = requestId },
            "REQUEST_LIMIT_EXCEEDED" =>
                new SalesforceLimitException(message, RetryRules.IsDaily(errors[0])) { Status = status, Errors = errors, RequestId = requestId, RetryAfter = retryAfter },
            "NOT_FOUND" or "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" when status == HttpStatusCode.NotFound =>
                new SalesforceNotFoundException(message) { Status = status, Errors = errors, RequestId = requestId, MayHaveExecuted = mayHaveExecuted },
            "DUPLICATES_DETECTED" =>
                new SalesforceDuplicatesException(message) { Status = status, Errors = errors, RequestId = requestId },
            _ when status == HttpStatusCode.PreconditionFailed =>
                new SalesforcePreconditionFailedException(message) { Status = status, Errors = errors, RequestId = requestId },
            _ when status == HttpStatusCode.TooManyRequests =>
                new SalesforceLimitException(message, isDaily: false) { Status = status, Errors = errors, RequestId = requestId, RetryAfter = retryAfter },
            _ when status == HttpStatusCode.Unauthorized =>
                new SalesforceAuthenticationException(message) { Status = status, Errors = errors, RequestId = requestId },
            _ => new SalesforceException(message)
            {
                Status = status,
                Errors = errors,
                RequestId = requestId,
                RetryAfter = retryAfter,
                // A row lock is a whole refusal, whatever status it comes with.
                MayHaveExecuted = mayHaveExecuted && errors[0].Code != "UNABLE_TO_LOCK_ROW",
            },
        };
    }

    public static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-Request-Id", out var ids) || response.Headers.TryGetValues("Sfdc-Request-Id", out ids) ? ids.FirstOrDefault() : null;

    private static string Advice(SalesforceError error) => error.Code switch
    {
        "INVALID_SESSION_ID" when IsForeignSession(error) =>
            "The token is good, but not for the API: give the external client app the OAuth scope \"api\" and the integration user the permission \"API Enabled\".",
        "INVALID_SESSION_ID" => "A new token was refused as well: check the integration user's session settings, and that no IP range or log-in policy ends its sessions.",
        "INVALID_OPERATION_WITH_EXPIRED_PASSWORD" => "The integration user's password has expired: give it a new one, or set \"Password Never Expires\" in its permission set.",
        "API_DISABLED_FOR_ORG" => "The org, or the integration user's profile, has no API access: enable \"API Enabled\".",
        _ => "Salesforce no longer takes our token.",
    };

    /// <summary>Whether to forget the token and try once more. Some 401s mean something else, and a new token would loop for ever.</summary>
    public static bool IsExpiredSession(HttpResponseMessage response, string body) =>
        response.StatusCode == HttpStatusCode.Unauthorized
        && Errors(body) is [{ Code: "INVALID_SESSION_ID" } error, ..]
        && !IsForeignSession(error);

    private static bool IsForeignSession(SalesforceError error) =>
        error.Message.Contains("not valid for use with the REST API", StringComparison.OrdinalIgnoreCase);

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
