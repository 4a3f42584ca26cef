using System.Security.Cryptography;
using System.Text.Json;
using Connector.Salesforce.Http;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace Connector.Salesforce.Authentication;

/// <summary>Tokens in the host's distributed cache, encrypted with its Data Protection keys.</summary>
internal sealed class DistributedTokenStore(IDistributedCache cache, IDataProtectionProvider protection) : ISalesforceTokenStore
{
    private readonly IDataProtector _protector = protection.CreateProtector("Connector.Salesforce.AccessToken.v1");

    public async Task<AccessToken?> ReadAsync(string org, CancellationToken cancellationToken = default)
    {
        if (await cache.GetAsync(Key(org), cancellationToken) is not { } stored)
            return null;

        try
        {
            var json = Json.Parse(_protector.Unprotect(stored));
            return json?["value"].AsText() is { } value && Uri.TryCreate(json["instance"].AsText(), UriKind.Absolute, out var instance)
                ? new AccessToken(value, instance, json["organization"].AsText()) { UserId = json["user"].AsText() }
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Written with keys that this host does not have, or tampered with: as good as not there.
            return null;
        }
    }

    public Task WriteAsync(string org, AccessToken token, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var json = new System.Text.Json.Nodes.JsonObject
        {
            ["value"] = token.Value,
            ["instance"] = token.InstanceUrl.AbsoluteUri,
            ["organization"] = token.OrganizationId,
            ["user"] = token.UserId,
        };
        return cache.SetAsync(
            Key(org),
            _protector.Protect(Json.Write(json).ToArray()),
            new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime },
            cancellationToken);
    }

    public async Task RemoveAsync(string org, AccessToken refused, CancellationToken cancellationToken = default)
    {
        if (await ReadAsync(org, cancellationToken) is { } present && present.Value == refused.Value)
            await cache.RemoveAsync(Key(org), cancellationToken);
    }

    private static string Key(string org) => $"Connector.Salesforce.AccessToken:{org}";
}
