using System.Text;
using Connector.Salesforce.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Salesforce.Tests.Authentication;

/// <summary>Tokens shared by hosts: encrypted, dropped when refused, and never the cause of a failed call.</summary>
public sealed class SharedTokenTests : IDisposable
{
    private static readonly SalesforceId Contact = SalesforceId.Parse("003000000000001AAA");
    private static readonly string Row = $"{FakeOrg.Data}/sobjects/Contact/003000000000001AAA";

    private readonly FakeOrg _org = new();
    private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly EphemeralDataProtectionProvider _keys = new();

    public void Dispose() => _org.Dispose();

    [Fact]
    public async Task Second_host_uses_the_first_one_s_token_and_the_cache_holds_it_encrypted()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, Row, 200, "{}");

        await Host().Records.GetAsync("Contact", Contact);
        await Host().Records.GetAsync("Contact", Contact);

        _org.TokenRequests.Should().ContainSingle();
        _org.Requests.Should().HaveCount(2).And.OnlyContain(request => request.Headers["Authorization"] == $"Bearer {FakeOrg.Token}");
        var stored = await _cache.GetAsync("Connector.Salesforce.AccessToken:Salesforce");
        Encoding.UTF8.GetString(stored!).Should().NotContain(FakeOrg.Token).And.NotContain("instance");
    }

    [Fact]
    public async Task Token_tells_its_user_also_to_the_host_that_did_not_ask_for_it()
    {
        _org.GivesTokens();
        await Host().Tokens.GetAsync();

        var shared = await Host().Tokens.GetAsync();

        (shared.OrganizationId, shared.UserId).Should().Be(("00D000000000001EAA", "005000000000001AAA"));
        _org.TokenRequests.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_that_was_refused_is_dropped_for_all()
    {
        _org.AnswersInTurn(HttpMethod.Post, "/services/oauth2/token", (200, _org.TokenAnswer("stale")), (200, _org.TokenAnswer("fresh")))
            .AnswersInTurn(HttpMethod.Get, Row, (200, "{}"), (401, FakeOrg.InvalidSession), (200, "{}"));
        await Host().Records.GetAsync("Contact", Contact);

        await Host().Records.GetAsync("Contact", Contact);

        _org.Requests.Select(request => request.Headers["Authorization"]).Should().Equal("Bearer stale", "Bearer stale", "Bearer fresh");
        await Host().Records.GetAsync("Contact", Contact);
        _org.TokenRequests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Entry_of_foreign_keys_or_damaged_costs_a_sign_in_and_no_call()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, Row, 200, "{}");
        await _cache.SetAsync("Connector.Salesforce.AccessToken:Salesforce", new EphemeralDataProtectionProvider().CreateProtector("x").Protect("{}"u8.ToArray()));

        await Host().Records.GetAsync("Contact", Contact);

        _org.TokenRequests.Should().ContainSingle();
    }

    [Fact]
    public async Task Cache_that_is_down_costs_a_sign_in_and_no_call()
    {
        _org.GivesTokens().Answers(HttpMethod.Get, Row, 200, "{}");

        await Host(new BrokenCache()).Records.GetAsync("Contact", Contact);

        _org.TokenRequests.Should().ContainSingle();
        _org.Logs.Lines.Should().Contain(line => line.StartsWith("Warning The shared token store failed", StringComparison.Ordinal));
    }

    private ISalesforceClient Host(IDistributedCache? cache = null)
    {
        var services = _org.Services(services: services =>
        {
            services.AddSingleton(cache ?? _cache);
            services.AddSingleton<IDataProtectionProvider>(_keys);
            services.AddKeyedSingleton<ISalesforceTokenStore, DistributedTokenStore>("Salesforce");
        });
        return services.GetRequiredService<ISalesforceClient>();
    }

    private sealed class BrokenCache : IDistributedCache
    {
        public byte[]? Get(string key) => throw new TimeoutException();

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => throw new TimeoutException();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new TimeoutException();

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => throw new TimeoutException();

        public void Refresh(string key) => throw new TimeoutException();

        public Task RefreshAsync(string key, CancellationToken token = default) => throw new TimeoutException();

        public void Remove(string key) => throw new TimeoutException();

        public Task RemoveAsync(string key, CancellationToken token = default) => throw new TimeoutException();
    }
}
