using Connector.Salesforce.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Connector.Salesforce.Authentication;

/// <summary>
/// Keeps one token an org: asked for once however many callers wait, used until it is refused or old. A caller that gives up does not
/// end the request the others wait for, and a refusal is theirs together too.
/// </summary>
internal sealed class TokenManager(
    ISalesforceTokenEndpoint endpoint, ISalesforceTokenStore? store, string org, SalesforceOptions options, ILogger logger, TimeProvider time) : ISalesforceTokens
{
    /// <summary>After a refusal the same answer is given for this long: 3,600 sign-ins in an hour lock the integration user out.</summary>
    public static readonly TimeSpan RefusalPause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private AccessToken? _token;
    private DateTimeOffset _usableUntil;
    private AccessToken? _refused;
    private Task<AccessToken>? _flight;
    private DateTimeOffset _refusedUntil;

    public Task<AccessToken> GetAsync(CancellationToken cancellationToken = default)
    {
        Task<AccessToken> flight;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_token is { } token && now < _usableUntil)
                return Task.FromResult(token);

            var isPausing = _flight is { IsFaulted: true } && now < _refusedUntil;
            if (_flight is null || (_flight.IsCompleted && !isPausing))
                _flight = Task.Run(SignInAsync, CancellationToken.None);
            flight = _flight;
        }

        return flight.WaitAsync(cancellationToken);
    }

    public async Task InvalidateAsync(AccessToken token, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_token?.Value == token.Value)
                _token = null;
            _refused = token;
        }

        if (store is null)
            return;

        try
        {
            await store.RemoveAsync(org, token, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.TokenStoreFailed(exception);
        }
    }

    private async Task<AccessToken> SignInAsync()
    {
        try
        {
            if (await ReadSharedAsync() is { } shared)
                return Keep(shared);

            var token = await endpoint.RequestAsync(options, CancellationToken.None);
            if (!IsSafe(token.InstanceUrl))
                throw new SalesforceAuthenticationException($"The token is for {token.InstanceUrl}, which is not HTTPS: nothing is sent there.");

            logger.SignedIn(org, token.InstanceUrl.Host);
            Keep(token);
            await WriteSharedAsync(token);
            return token;
        }
        catch (SalesforceAuthenticationException)
        {
            lock (_lock)
                _refusedUntil = time.GetUtcNow() + RefusalPause;
            throw;
        }
    }

    private AccessToken Keep(AccessToken token)
    {
        lock (_lock)
        {
            _token = token;
            _usableUntil = time.GetUtcNow() + options.TokenLifetime;
        }

        return token;
    }

    private async Task<AccessToken?> ReadSharedAsync()
    {
        if (store is null)
            return null;

        try
        {
            return await store.ReadAsync(org, CancellationToken.None) is { } shared && IsSafe(shared.InstanceUrl) && shared.Value != _refused?.Value ? shared : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            logger.TokenStoreFailed(exception);
            return null;
        }
    }

    private async Task WriteSharedAsync(AccessToken token)
    {
        if (store is null)
            return;

        try
        {
            await store.WriteAsync(org, token, options.TokenLifetime, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            logger.TokenStoreFailed(exception);
        }
    }

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;
}
