using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.Stripe.Tests;

public sealed class StripeConnectorOptionsTests
{
    [Theory]
    [InlineData("Stripe:ApiKey", null, "Stripe:ApiKey is missing")]
    [InlineData("Stripe:ApiKey", "pk_test_1", "Stripe:ApiKey is no secret")]
    [InlineData("Stripe:ApiKey", "sk_test_1 ", "Stripe:ApiKey is no secret")]
    [InlineData("Stripe:ApiBase", "http://api.example.org", "Stripe:ApiBase is 'http://api.example.org/'; it must be https")]
    [InlineData("Stripe:WebhookSecrets:0", "", "Stripe:WebhookSecrets has an empty entry")]
    [InlineData("Stripe:WebhookTolerance", "02:00:00", "Stripe:WebhookTolerance is 02:00:00")]
    [InlineData("Stripe:AccountId", "1234", "Stripe:AccountId is '1234'")]
    [InlineData("Stripe:LiveMode", "true", "Stripe:ApiKey is a key of the other mode")]
    [InlineData("Stripe:Site", "my site", "Stripe:Site is 'my site'")]
    [InlineData("Stripe:MaxRetries", "11", "Stripe:MaxRetries is 11")]
    public void Fault_names_its_setting_and_no_secret(string setting, string? value, string message)
    {
        var read = () => Options(new() { [setting] = value });

        read.Should().Throw<OptionsValidationException>().WithMessage($"*{message}*").Which.Message.Should().NotContain("sk_test_1").And.NotContain("pk_test_1");
    }

    [Fact]
    public void Defaults_need_a_key_alone()
    {
        var options = Options([]);

        (options.UsesLiveMode, options.WebhookTolerance, options.ApiBase!.Host).Should().Be((false, TimeSpan.FromMinutes(5), "api.stripe.com"));
    }

    [Fact]
    public void Loopback_needs_no_TLS() => Options(new() { ["Stripe:ApiBase"] = "http://127.0.0.1:5090", ["Stripe:WebhookSecrets:0"] = "whsec_a", ["Stripe:WebhookSecrets:1"] = "whsec_b" })
        .WebhookSecrets.Should().Equal("whsec_a", "whsec_b");

    private static StripeConnectorOptions Options(Dictionary<string, string?> settings)
    {
        settings.TryAdd("Stripe:ApiKey", "sk_test_1");
        var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddStripeConnector();
        return services.BuildServiceProvider().GetRequiredService<IOptions<StripeConnectorOptions>>().Value;
    }
}
