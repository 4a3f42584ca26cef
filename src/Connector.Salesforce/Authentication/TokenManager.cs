using Microsoft.Extensions.Caching.Memory;

namespace Connector.Salesforce.Authentication;

/// <summary>Keeps one token an org: asked for once however many callers wait, used until it is refused or old.</summary>
internal sealed class TokenManager(ISalesforceTokenEndpoint endpoint, IMemoryCache cache, string name, SalesforceOptions options) : IDisposable
{
    private readonly SemaphoreSlim _single = new(1, 1);
    private readonly (Type, string) _key = (typeof(TokenManager), name);

    public async Task<AccessToken> GetAsync(CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(_key, out AccessToken? token))
            return token!;

        await _single.WaitAsync(cancellationToken);
        try
        {
            if (cache.TryGetValue(_key, out token))
                return token!;

            token = await endpoint.RequestAsync(options, cancellationToken);
            if (!IsSafe(token.InstanceUrl))
                throw new SalesforceAuthenticationException($"The token is for {token.InstanceUrl}, which is not HTTPS: nothing is sent there.");

            using var entry = cache.CreateEntry(_key);
            entry.Value = token;
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = options.TokenLifetime;
            return token;
        }
        finally
        {
            _single.Release();
        }
    }

    /// <summary>Forgets the token that was refused, unless somebody has replaced it already.</summary>
    public void Invalidate(AccessToken refused)
    {
        if (cache.TryGetValue(_key, out AccessToken? present) && ReferenceEquals(present, refused))
            cache.Remove(_key);
    }

    public void Dispose() => _single.Dispose();

    private static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;
}
