using Microsoft.Extensions.Primitives;

namespace Simulator.SalesforceOrg.Authentication;

/// <summary><c>/services/oauth2/…</c>: tokens by JWT bearer, client credentials, password or refresh token; introspection, revocation; who am I.</summary>
internal sealed class TokenEndpoint(SalesforceOrgOptions options, OrgIdentity identity, AssertionCheck assertions, SessionStore sessions, SimulatorClock clock)
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public async Task TokenAsync(HttpContext context)
    {
        var form = await FormAsync(context);
        string Value(string name) => First(form[name]) ?? First(context.Request.Query[name]) ?? "";

        var refusal = !HttpMethods.IsPost(context.Request.Method) ? ("invalid_request", "must use HTTP POST") : Value("grant_type") switch
        {
            JwtBearer => Value("assertion") is { Length: > 0 } assertion ? assertions.Check(assertion, OwnAddress(context)) : ("invalid_request", "missing required parameter: assertion"),
            "client_credentials" => ClientCredentials(Value, context.Request.Headers.Authorization.ToString()),
            "password" => Password(Value),
            "refresh_token" => Refresh(Value),
            "authorization_code" => ("invalid_grant", "the simulator has no login page"),
            "" => ("invalid_request", "missing required parameter: grant_type"),
            _ => ("unsupported_grant_type", "grant type not supported"),
        };

        context.Response.Headers.CacheControl = "no-cache, no-store";
        if (refusal is var (error, description))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["error"] = error, ["error_description"] = description }, context.RequestAborted);
            return;
        }

        var own = OwnAddress(context);
        await context.Response.WriteAsJsonAsync(new Dictionary<string, string>
        {
            ["access_token"] = sessions.Create(),
            ["scope"] = "api web",
            ["instance_url"] = own,
            ["id"] = $"{own}/id/{identity.OrganizationId}/{identity.IntegrationUserId}",
            ["token_type"] = "Bearer",
            ["issued_at"] = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        }, context.RequestAborted);
    }

    /// <summary><c>introspect</c>: whether a token still works, and whose it is.</summary>
    public async Task IntrospectAsync(HttpContext context)
    {
        var form = await FormAsync(context);
        var token = First(form["token"]) ?? "";
        if (form["client_id"].ToString() is { Length: > 0 } client && client != options.ConsumerKey)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteAsJsonAsync(new { error = "invalid_client", error_description = "invalid client credentials" }, context.RequestAborted);
            return;
        }

        if (!sessions.Use(token))
        {
            await context.Response.WriteAsJsonAsync(new { active = false }, context.RequestAborted);
            return;
        }

        var now = clock.GetUtcNow();
        await context.Response.WriteAsJsonAsync(new
        {
            active = true,
            scope = "api web",
            client_id = options.ConsumerKey,
            username = identity.Username,
            sub = $"{OwnAddress(context)}/id/{identity.OrganizationId}/{identity.IntegrationUserId}",
            token_type = "access_token",
            exp = (now + options.SessionTimeout).ToUnixTimeSeconds(),
            iat = now.ToUnixTimeSeconds(),
            nbf = now.ToUnixTimeSeconds(),
        }, context.RequestAborted);
    }

    public async Task RevokeAsync(HttpContext context)
    {
        var form = await FormAsync(context);
        if (!sessions.Revoke(First(form["token"]) ?? First(context.Request.Query["token"]) ?? ""))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = "unsupported_token_type", error_description = "this token type is not supported" }, context.RequestAborted);
        }
    }

    /// <summary>The identity URL and <c>userinfo</c>.</summary>
    public async Task IdentityAsync(HttpContext context)
    {
        if (!sessions.Use(BearerToken(context.Request)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync("Bad_OAuth_Token", context.RequestAborted);
            return;
        }

        var own = OwnAddress(context);
        await context.Response.WriteAsJsonAsync(new
        {
            id = $"{own}/id/{identity.OrganizationId}/{identity.IntegrationUserId}",
            sub = $"{own}/id/{identity.OrganizationId}/{identity.IntegrationUserId}",
            asserted_user = true,
            user_id = identity.IntegrationUserId,
            organization_id = identity.OrganizationId,
            username = identity.Username,
            preferred_username = identity.Username,
            nick_name = "integration",
            display_name = "Integration User",
            name = "Integration User",
            email = identity.Username,
            active = true,
            user_type = "STANDARD",
            language = "en_US",
            locale = "en_US",
            urls = new
            {
                enterprise = $"{own}/services/Soap/c/{{version}}/{identity.OrganizationId[..15]}",
                partner = $"{own}/services/Soap/u/{{version}}/{identity.OrganizationId[..15]}",
                rest = $"{own}/services/data/v{{version}}/",
                sobjects = $"{own}/services/data/v{{version}}/sobjects/",
                query = $"{own}/services/data/v{{version}}/query/",
            },
        }, context.RequestAborted);
    }

    public static string BearerToken(HttpRequest request)
    {
        // OAuth is the old spelling, still taken.
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim()
            : header.StartsWith("OAuth ", StringComparison.OrdinalIgnoreCase) ? header[6..].Trim()
            : "";
    }

    public static string OwnAddress(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    // A body that is no form is as good as none.
    private static async Task<IFormCollection> FormAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        }
        catch (InvalidDataException)
        {
            return FormCollection.Empty;
        }
    }

    private static string? First(StringValues values) => values.Count == 0 ? null : values[0];

    private (string, string)? ClientCredentials(Func<string, string> value, string authorization)
    {
        var (id, secret) = (value("client_id"), value("client_secret"));
        if (authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && TryDecode(authorization[6..]) is { } pair && pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0)
            (id, secret) = (Uri.UnescapeDataString(pair[..colon]), Uri.UnescapeDataString(pair[(colon + 1)..]));

        if (id != options.ConsumerKey)
            return ("invalid_client_id", "client identifier invalid");
        if (options.ConsumerSecret is null)
            return ("invalid_grant", "no client credentials user enabled");
        return secret == options.ConsumerSecret ? null : ("invalid_client", "invalid client credentials");
    }

    private (string, string)? Refresh(Func<string, string> value)
    {
        if (value("client_id") != options.ConsumerKey)
            return ("invalid_client_id", "client identifier invalid");
        if (options.ConsumerSecret is { } secret && value("client_secret") is { Length: > 0 } given && given != secret)
            return ("invalid_client", "invalid client credentials");
        return options.RefreshToken is { } token && value("refresh_token") == token ? null : ("invalid_grant", "expired access/refresh token");
    }

    private (string, string)? Password(Func<string, string> value)
    {
        if (value("client_id") != options.ConsumerKey)
            return ("invalid_client_id", "client identifier invalid");
        if (options.ConsumerSecret is { } secret && value("client_secret") != secret)
            return ("invalid_client", "invalid client credentials");

        return options.Password is { } password && value("password").StartsWith(password, StringComparison.Ordinal) && value("username").Equals(options.Username, StringComparison.OrdinalIgnoreCase)
            ? null
            : ("invalid_grant", "authentication failure");
    }

    private static string? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var length) ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
