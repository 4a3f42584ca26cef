using System.Threading.RateLimiting;

namespace MemberPortal.Hosting;

/// <summary>Guessing is slow: forms about signing in are counted by the address they come from.</summary>
internal static class SignInLimit
{
    private static readonly string[] Paths = ["/sign-in", "/register", "/forgot-password", "/reset-password", "/confirm-email", "/change-email", "/profile/email", "/account/security", "/account/passkeys", "/pay"];

    public static IServiceCollection AddSignInLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            return ValueTask.CompletedTask;
        };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method) || !Paths.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
                return RateLimitPartition.GetNoLimiter("");

            var permits = context.RequestServices.GetRequiredService<PortalSettings>().Options.SignInPostsPerMinute;
            return RateLimitPartition.GetFixedWindowLimiter(
                context.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });
        });
    });
}
