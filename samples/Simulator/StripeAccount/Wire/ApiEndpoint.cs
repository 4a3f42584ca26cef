using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Simulator.StripeAccount.Shapes;
using Simulator.StripeAccount.State;

namespace Simulator.StripeAccount.Wire;

/// <summary>
/// Everything under <c>/v1</c>: authentication, parameters, idempotency, the handler, expansion, and errors in Stripe's form. A request
/// is one piece of work on the account.
/// </summary>
internal sealed partial class ApiEndpoint(AccountState state, RouteTable routes, StripeAccountOptions options, RateLimit limit, TimeProvider clock)
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const int MaxIdempotencyKey = 255;
    private readonly ParameterBinder _binder = new(ShapeCatalog.Instance);
    private readonly ConcurrentDictionary<string, bool> _inFlight = new();

    public async Task HandleAsync(HttpContext context)
    {
        var requestId = Ids.New("req_", 14);
        var response = context.Response;
        response.Headers["Request-Id"] = requestId;
        response.Headers["Stripe-Version"] = ShapeCatalog.Instance.Version;
        response.Headers.CacheControl = "no-cache, no-store";
        Answer answer;
        try
        {
            answer = await AnswerAsync(context, requestId);
        }
        catch (StripeError error)
        {
            foreach (var (name, value) in error.Headers)
                response.Headers[name] = value;
            answer = Answer.Of(error, requestId);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // A gap in the simulator itself: told in Stripe's form, with what went wrong, because there is no log to look into.
            answer = new Answer(500, new JsonObject { ["error"] = new JsonObject { ["message"] = $"The simulator failed: {exception.GetType().Name}: {exception.Message}", ["type"] = "api_error" } }.ToJsonString());
        }
        if (answer.ReplayOf is { } original)
        {
            response.Headers["Idempotent-Replayed"] = "true";
            response.Headers["Original-Request"] = original;
        }
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        await response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<Answer> AnswerAsync(HttpContext context, string requestId)
    {
        Authenticate(context);
        limit.Take();
        CheckVersion(context);
        if (context.Request.Headers["Stripe-Account"].FirstOrDefault() is { } account && account != options.AccountId)
            throw StripeError.NotModelled($"The connected account {account}");
        var method = context.Request.Method;
        var path = context.Request.Path.Value!;
        if (path.StartsWith("/v2/", StringComparison.Ordinal))
            throw StripeError.NotModelled($"{method} {path}");
        var encoded = await ReadAsync(context);
        var given = FormParser.Parse(encoded);
        var (route, ids) = routes.Match(method, path);
        var bound = route.Parameters.Length == 0 ? given : _binder.Bind(route.Parameters, given, route.Tolerated);
        if (method != "GET")
            UnmodelledParameters.Refuse(path, bound);

        var key = method == "GET" ? null : context.Request.Headers["Idempotency-Key"].FirstOrDefault();
        if (key is null)
            return await WorkAsync(context, requestId, route, ids, bound, null, "");
        if (key.Length is 0 or > MaxIdempotencyKey)
            throw StripeError.Invalid($"Idempotency keys must be between 1 and {MaxIdempotencyKey} characters.", status: 400);
        context.Response.Headers["Idempotency-Key"] = key;
        if (!_inFlight.TryAdd(key, true))
            throw Idempotency.Concurrent(key);
        try
        {
            return await WorkAsync(context, requestId, route, ids, bound, key, Idempotency.Fingerprint(method, path, encoded));
        }
        finally
        {
            _inFlight.TryRemove(key, out _);
        }
    }

    private async Task<Answer> WorkAsync(
        HttpContext context, string requestId, RouteTable.Route route, IReadOnlyList<string> ids, JsonObject bound, string? key, string fingerprint)
    {
        await state.Gate.WaitAsync(context.RequestAborted);
        try
        {
            if (Idempotency.Replay(state, key, fingerprint, clock.GetUtcNow()) is { } replayed)
                return replayed;

            var work = new Work(state, options, clock.GetUtcNow())
            {
                Request = (requestId, key),
                Address = new Uri($"{context.Request.Scheme}://{context.Request.Host}"),
            };
            try
            {
                var result = route.Handle!(new ApiCall(work, context.Request.Method, context.Request.Path.Value!, ids, bound));
                work.Complete();
                var body = Expander.Expand(work, result, bound.Texts("expand")).ToJsonString(Answer.Written);
                var answer = new Answer(200, body);
                Idempotency.Remember(work, key, fingerprint, requestId, answer, clock.GetUtcNow());
                work.Commit();
                return answer;
            }
            catch (StripeError error) when (error.KeepsWork)
            {
                var answer = Answer.Of(error, requestId);
                Idempotency.Remember(work, key, fingerprint, requestId, answer, clock.GetUtcNow());
                work.Commit();
                return answer;
            }
            catch
            {
                work.Rollback();
                throw;
            }
        }
        finally
        {
            state.Gate.Release();
        }
    }

    private void Authenticate(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.FirstOrDefault() ?? "";
        string? key = null;
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            key = header[7..].Trim();
        else if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            key = Basic(header[6..]);

        if (string.IsNullOrEmpty(key))
            throw Unauthorized("You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.");
        var known = options.SecretKeys.Count > 0
            ? options.SecretKeys.Contains(key)
            : key.StartsWith("sk_test_", StringComparison.Ordinal) || key.StartsWith("rk_test_", StringComparison.Ordinal);
        if (!known)
            throw Unauthorized($"Invalid API Key provided: {Masked(key)}");
    }

    private static string? Basic(string encoded)
    {
        var buffer = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded.Trim(), buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length).Split(':')[0] : null;
    }

    private static string Masked(string key) => key.Length <= 12 ? new string('*', key.Length) : $"{key[..8]}{new string('*', key.Length - 12)}{key[^4..]}";

    private static StripeError Unauthorized(string message) => new(401, new JsonObject { ["message"] = message, ["type"] = "invalid_request_error" })
    {
        Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer realm=\"Stripe\"" },
    };

    private static void CheckVersion(HttpContext context)
    {
        var version = context.Request.Headers["Stripe-Version"].FirstOrDefault();
        if (version is not null && !Version().IsMatch(version))
            throw StripeError.Invalid($"Invalid Stripe API version: {version}");
    }

    internal static async Task<string> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        if (request.Method == "GET")
            return query;
        if (request.ContentLength > MaxBody)
            throw StripeError.Invalid("The request body is too large.", status: 413);
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        if (body.Length > MaxBody)
            throw StripeError.Invalid("The request body is too large.", status: 413);
        if (body.Length > 0 && request.ContentType is { } type && !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            throw StripeError.Invalid("Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.");
        return string.Join('&', new[] { query, body }.Where(part => part.Length > 0));
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(\.[a-z]+)?(; *\w+=v\d+)*$")]
    private static partial Regex Version();
}
