using System.Net;

namespace Connector.Salesforce.Http;

/// <summary>
/// The innermost handler: counts the sendings, and reads the whole answer, so that one which breaks off counts as a failed sending.
/// </summary>
internal sealed class AttemptHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var state = CallState.Of(request);
        if (state is null)
            return await base.SendAsync(request, cancellationToken);

        state.Attempts++;
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            try
            {
                if (state.Buffers || !response.IsSuccessStatusCode)
                    await response.Content.LoadIntoBufferAsync(cancellationToken);
            }
            catch
            {
                response.Dispose();
                throw;
            }

            state.MayHaveExecuted |= state.Call.IsWrite && response.StatusCode >= HttpStatusCode.InternalServerError;
            return response;
        }
        catch (HttpRequestException exception) when (WasNotSent(exception))
        {
            throw;
        }
        catch
        {
            state.MayHaveExecuted |= state.Call.IsWrite;
            throw;
        }
    }

    public static bool WasNotSent(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
