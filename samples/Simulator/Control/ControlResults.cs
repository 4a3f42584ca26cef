using System.Text.Json;
using System.Text.Json.Serialization;
using Simulator.SalesforceOrg;

namespace Simulator.Control;

/// <summary>How the simulator's own API reads and answers.</summary>
internal static class ControlResults
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IResult Ok(object value) => Results.Json(value, Json);

    public static IResult Error(int status, string error, string? code = null) => Results.Json(new { error, code }, Json, statusCode: status);

    /// <summary>Reads the body as <typeparamref name="T"/>; what it is not is a 400 that says why.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted) ?? throw new ArgumentException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body is not understood: {exception.Message}");
        }
    }

    /// <summary>Answers what goes wrong in the work with a status and a reason.</summary>
    public static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (IsCrossSite(context.HttpContext.Request))
            return Error(StatusCodes.Status403Forbidden, "Another site's page may not do this.");

        try
        {
            return await next(context);
        }
        catch (OrgException exception)
        {
            return Error(exception.Status, exception.Errors[0].Message, exception.Errors[0].Code);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return Error(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    /// <summary>True for a write that a browser sends on behalf of another site.</summary>
    public static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none");
}
