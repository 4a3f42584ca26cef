using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Salesforce.Tests.DependencyInjection;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Orgs_stand_side_by_side_with_their_own_tokens_and_calls()
    {
        using var one = new FakeOrg().GivesTokens("token-of-one").Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Account/001000000000001AAA", 200, "{}");
        using var two = new FakeOrg().GivesTokens("token-of-two").Answers(HttpMethod.Get, $"{FakeOrg.Data}/sobjects/Account/001000000000002AAA", 200, "{}");
        await using var services = new ServiceCollection()
            .AddSalesforceConnector("members", options => Configure(options, one)).Services
            .AddSalesforceConnector("donors", options => Configure(options, two)).Services
            .BuildServiceProvider();
        var factory = services.GetRequiredService<ISalesforceClientFactory>();

        await factory.GetClient("members").Records.GetAsync("Account", SalesforceId.Parse("001000000000001AAA"));
        await factory.GetClient("donors").Records.GetAsync("Account", SalesforceId.Parse("001000000000002AAA"));

        one.Only.Headers["Authorization"].Should().Be("Bearer token-of-one");
        two.Only.Headers["Authorization"].Should().Be("Bearer token-of-two");
        factory.GetClient("donors").Should().BeSameAs(services.GetRequiredKeyedService<ISalesforceClient>("donors"));
        factory.Invoking(it => it.GetClient("nobody")).Should().Throw<ArgumentException>().WithMessage("*nobody*");
    }

    [Fact]
    public void Settings_come_from_configuration()
    {
        using var services = Services(new()
        {
            ["Salesforce:LoginUrl"] = "https://test.salesforce.com",
            ["Salesforce:ClientId"] = "key",
            ["Salesforce:Username"] = "user@example.org",
            ["Salesforce:PrivateKey"] = FakeOrg.PrivateKey,
            ["Salesforce:ApiVersion"] = "68.0",
            ["Salesforce:Timeout"] = "00:00:30",
            ["Salesforce:MaxConcurrentCalls"] = "7",
        });

        var options = services.GetRequiredService<IOptionsMonitor<SalesforceOptions>>().Get("Salesforce");

        options.Should().Match<SalesforceOptions>(it => it.LoginUrl == new Uri("https://test.salesforce.com") && it.ApiVersion == "68.0"
            && it.Timeout == TimeSpan.FromSeconds(30) && it.MaxConcurrentCalls == 7);
        services.GetRequiredService<ISalesforceClient>().Should().NotBeNull();
    }

    [Theory]
    [InlineData("Salesforce:ClientId", null, "Salesforce:ClientId is missing")]
    [InlineData("Salesforce:Username", "", "Salesforce:Username is missing")]
    [InlineData("Salesforce:PrivateKey", null, "Salesforce has no key")]
    [InlineData("Salesforce:PrivateKey", "MIIEsecret", "Salesforce:PrivateKey is not PEM")]
    [InlineData("Salesforce:PrivateKeyFile", "/nowhere/key.pem", "several keys")]
    [InlineData("Salesforce:LoginUrl", "http://login.salesforce.com", "Salesforce:LoginUrl is 'http://login.salesforce.com/'; it must be https")]
    [InlineData("Salesforce:LoginUrl", "relative", "Salesforce:LoginUrl")]
    [InlineData("Salesforce:ApiVersion", "v67", "Salesforce:ApiVersion is 'v67'")]
    [InlineData("Salesforce:ClientName", "a;b", "Salesforce:ClientName is 'a;b'")]
    [InlineData("Salesforce:Timeout", "00:11:00", "Salesforce:Timeout is 00:11:00")]
    [InlineData("Salesforce:TokenLifetime", "00:00:00", "Salesforce:TokenLifetime is 00:00:00")]
    [InlineData("Salesforce:MaxConcurrentCalls", "0", "Salesforce:MaxConcurrentCalls is 0")]
    [InlineData("Salesforce:HighPriorityReserve", "0.95", "Salesforce:HighPriorityReserve is 0.95")]
    [InlineData("Salesforce:MaxRetries", "11", "Salesforce:MaxRetries is 11")]
    [InlineData("Salesforce:RetryDelay", "-00:00:01", "Salesforce:RetryDelay is -00:00:01")]
    [InlineData("Salesforce:DescribeLifetime", "2.00:00:00", "Salesforce:DescribeLifetime is 2.00:00:00")]
    [InlineData("Salesforce:ClientSecret", "app-secret", "My Domain only")]
    public void Fault_in_the_settings_stops_the_start_and_names_the_setting(string setting, string? value, string expected)
    {
        using var services = Services(new()
        {
            ["Salesforce:ClientId"] = "key",
            ["Salesforce:Username"] = "user@example.org",
            ["Salesforce:PrivateKey"] = FakeOrg.PrivateKey,
            [setting] = value,
        });

        services.Invoking(it => it.GetRequiredService<IStartupValidator>().Validate()).Should().Throw<OptionsValidationException>()
            .Which.Message.Should().Contain(expected).And.NotContain("MIIE").And.NotContain("app-secret");
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Where(setting => setting.Value is not null)).Build();
        return new ServiceCollection().AddSalesforceConnector(configuration.GetSection("Salesforce")).Services.BuildServiceProvider();
    }

    private static void Configure(SalesforceOptions options, FakeOrg org)
    {
        options.LoginUrl = org.Url;
        options.ClientId = "consumer-key";
        options.Username = "integration@example.org";
        options.PrivateKey = FakeOrg.PrivateKey;
    }
}
