using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Simulator.Storage;

namespace Simulator.SalesforceOrg.Authentication;

/// <summary>Who is signed in. Sessions survive a restart; the store knows tokens by their hash only. Thread-safe.</summary>
internal sealed class SessionStore(SalesforceOrgOptions options, OrgIdentity identity, DocumentStore store, SimulatorClock clock)
{
    private const string Collection = "salesforce/session";
    private const string TokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new(store.All(Collection)
        .Select(pair => KeyValuePair.Create(pair.Key, JsonSerializer.Deserialize<DateTimeOffset>(pair.Value))));

    public int Count => _lastUsed.Count;

    public string Create()
    {
        var token = $"{identity.OrganizationId[..15]}!AQ{RandomNumberGenerator.GetString(TokenCharacters, 86)}";
        var (key, now) = (Hash(token), clock.GetUtcNow());
        _lastUsed[key] = now;
        store.Write(new DocumentBatch().Put(Collection, key, JsonSerializer.Serialize(now)));
        return token;
    }

    /// <summary>True for a token that is signed in and not expired; its time begins again.</summary>
    public bool Use(string token)
    {
        if (options.FixedAccessToken is { Length: > 0 } fixedToken && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(fixedToken)))
            return true;

        var (key, now) = (Hash(token), clock.GetUtcNow());
        if (!_lastUsed.TryGetValue(key, out var used))
            return false;
        if (now - used > options.SessionTimeout)
        {
            Remove(key);
            return false;
        }

        _lastUsed[key] = now;
        return true;
    }

    public bool Revoke(string token) => Remove(Hash(token));

    public int RevokeAll() => _lastUsed.Keys.Count(Remove);

    private bool Remove(string key)
    {
        store.Write(new DocumentBatch().Delete(Collection, key));
        return _lastUsed.TryRemove(key, out _);
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
