using Microsoft.AspNetCore.Http.Features;
using Simulator.Log;
using Simulator.SalesforceOrg;
using Simulator.SalesforceOrg.Rest;

namespace Simulator.Faults;

/// <summary>Makes calls go wrong as the rules say. Stands between the log, which sees everything, and the services, which know of none.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultRules rules, LateCalls late)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    public async Task InvokeAsync(HttpContext context)
    {
        var rule = CallLogMiddleware.IsSimulated(context.Request) ? rules.Take(context.Request.Method, context.Request.Path) : null;
        if (rule is null)
        {
            await next(context);
            return;
        }

        context.Items[CallLogMiddleware.FaultItem] = $"{rule.Kind} {rule.Code}".TrimEnd();
        switch (rule.Kind)
        {
            case FaultKind.Error:
                await RefuseAsync(context, rule);
                break;
            case FaultKind.Slow:
                await Task.Delay(rule.Delay!.Value, TimeProvider.System, context.RequestAborted);
                await next(context);
                break;
            case FaultKind.TimeoutBefore:
                await StaySilentAsync(context);
                break;
            case FaultKind.TimeoutAfter:
                await AnswerToNobodyAsync(context);
                await StaySilentAsync(context);
                break;
            case FaultKind.ResetBefore:
                Cut(context);
                break;
            case FaultKind.ResetAfter:
                await AnswerToNobodyAsync(context);
                Cut(context);
                break;
            case FaultKind.Late:
                await KeepForLaterAsync(context, rule);
                Cut(context);
                break;
            case FaultKind.Html:
                context.Response.StatusCode = rule.Status ?? StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/html; charset=utf-8";
                SetRetryAfter(context, rule);
                await context.Response.WriteAsync("<!DOCTYPE html><html><head><title>Service Unavailable</title></head><body><h1>We are down for maintenance</h1></body></html>", context.RequestAborted);
                break;
            case FaultKind.Truncated:
                await TruncateAsync(context);
                break;
            case FaultKind.Redirect:
                context.Response.Redirect("/login?startURL=" + Uri.EscapeDataString(context.Request.Path));
                break;
            default:
                await next(context);
                break;
        }
    }

    private static async Task RefuseAsync(HttpContext context, FaultRule rule)
    {
        SetRetryAfter(context, rule);
        var body = context.RequestServices.GetServices<IFaultBody>().FirstOrDefault(item => item.Answers(context.Request.Path));
        if (body is not null)
        {
            await body.WriteAsync(context, rule);
            return;
        }

        context.Response.StatusCode = rule.Status ?? StatusCodes.Status503ServiceUnavailable;
        if (rule.Code is null)
            return;

        var response = RestResponse.Of(new OrgException(rule.Code, rule.Message ?? SalesforceFaults.Message(rule.Code)) { HttpStatus = rule.Status });
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = response.ContentType;
        await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
    }

    private static void SetRetryAfter(HttpContext context, FaultRule rule)
    {
        if (rule.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = retryAfter;
    }

    private static async Task StaySilentAsync(HttpContext context)
    {
        context.Items[CallLogMiddleware.NoAnswerItem] = true;
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await Task.Delay(LongestSilence, TimeProvider.System, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private static void Cut(HttpContext context)
    {
        context.Items[CallLogMiddleware.NoAnswerItem] = true;
        context.Abort();
    }

    private async Task<MemoryStream> AnswerToNobodyAsync(HttpContext context)
    {
        var body = new MemoryStream();
        var real = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await next(context);
            await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().CompleteAsync();
        }
        finally
        {
            context.Features.Set(real);
        }

        return body;
    }

    private async Task TruncateAsync(HttpContext context)
    {
        var body = await AnswerToNobodyAsync(context);
        context.Response.ContentLength = body.Length / 2;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)(body.Length / 2)), context.RequestAborted);
    }

    // The call is taken to the services a second time, when its time has come, with nobody to hear the answer.
    private async Task KeepForLaterAsync(HttpContext context, FaultRule rule)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var request = context.Request;
        var copy = new HttpRequestFeature
        {
            Method = request.Method,
            Path = request.Path.Value!,
            PathBase = request.PathBase.Value!,
            QueryString = request.QueryString.Value!,
            Scheme = request.Scheme,
            RawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)),
            Body = body,
        };
        var scopes = context.RequestServices.GetRequiredService<IServiceScopeFactory>();
        late.Add($"{request.Method} {request.Path}", rule.Delay, async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(copy);
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
            body.Position = 0;
            await next(new DefaultHttpContext(features) { RequestServices = scope.ServiceProvider });
        });
    }
}
