using Connector.Salesforce.Authentication;

namespace Connector.Salesforce.Events.Tests;

/// <summary>A new token each time: token-1, token-2 …</summary>
public sealed class FakeTokens : ISalesforceTokenEndpoint
{
    private int _given;

    public int Given => _given;

    public Exception? Refuses { get; set; }

    public Task<AccessToken> RequestAsync(SalesforceOptions options, CancellationToken cancellationToken = default) => Refuses is { } refusal
        ? Task.FromException<AccessToken>(refusal)
        : Task.FromResult(new AccessToken($"token-{Interlocked.Increment(ref _given)}", new Uri("https://example.my.salesforce.com/"), "00D000000000001EAA"));
}
