using MemberPortal.Hosting;

namespace MemberPortal.Tests.Hosting;

/// <summary>A setting that is missing or malformed stops the start with a message that names it.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("start-").FullName;

    private string[] Whole =>
    [
        "--environment=Production", $"--Portal:DataPath={_folder}", "--Portal:PublicUrl=https://members.example.org", "--Mail:Host=mail.example.org", "--urls=http://127.0.0.1:0",
        "--Salesforce:ClientId=key", "--Salesforce:Username=integration@example.org", "--Salesforce:ClientSecret=hush-hush", "--Salesforce:LoginUrl=https://example.my.salesforce.com",
        "--Stripe:ApiKey=rk_test_1", "--Logging:LogLevel:Default=None",
    ];

    public static TheoryData<string, string> Faults => new()
    {
        { "--Portal:PublicUrl=", "Portal:PublicUrl" },
        { "--Portal:PublicUrl=http://members.example.org", "Portal:PublicUrl" },
        { "--Portal:Database=MySql", "Portal:Database" },
        { "--Portal:Database=PostgreSql", "ConnectionStrings:Portal" },
        { "--Portal:SignInPostsPerMinute=many", "Portal:SignInPostsPerMinute" },
        { "--Portal:OfficeEmail=nobody", "Portal:OfficeEmail" },
        { "--Membership:TimeZone=Moon/Crater", "Membership:TimeZone" },
        { "--Mail:Host=", "Mail:Host" },
        { "--Mail:Security=None", "Mail:Security" },
        { "--Mail:Username=only", "Mail:Password" },
        { "--Salesforce:ClientId=", "Salesforce:ClientId" },
        { "--Salesforce:LoginUrl=http://example.org", "Salesforce:LoginUrl" },
        { "--Stripe:ApiKey=", "Stripe:ApiKey" },
        { "--Stripe:ApiKey=nonsense", "Stripe:ApiKey" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faulty_setting_is_named(string setting, string name)
    {
        var starting = async () =>
        {
            await using var portal = await PortalHost.BuildAsync([.. Whole, setting]);
            await portal.RunAsync();
        };

        (await starting.Should().ThrowAsync<PortalSettingException>()).Which.Message.Should().Contain(name).And.NotContain("hush-hush");
    }

    [Fact]
    public async Task Credentials_switch_the_simulator_off()
    {
        await using var portal = await PortalHost.BuildAsync([.. Whole, "--environment=Development"]);

        portal.Simulator.Should().BeNull();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
