using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SyncEngine.AspNetCore.Tests.Hosts;

namespace SyncEngine.AspNetCore.Tests.Webhooks;

/// <summary>Outbound messages as Salesforce posts them, and as nobody should.</summary>
public sealed class OutboundMessageTests
{
    private const string Organization = "00D5g00000SiMuLEAV";
    private const string Secret = "a-secret-of-32-characters-or-so_";
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_marks_the_linked_records_and_is_acknowledged()
    {
        await using var host = await HostAsync();

        // Salesforce may send twice, fifteen characters or eighteen, and records that nobody here knows.
        var (code, answer) = await PostAsync(host, Secret, Message(Organization[..15], "Contact", Seed.Remote, "003000000000009AAA", Seed.Remote[..15]));

        code.Should().Be(HttpStatusCode.OK);
        answer.Should().Contain("<Ack>true</Ack>").And.Contain("http://soap.sforce.com/2005/09/outbound");
        (await StateAsync(host)).Should().Be(SyncState.Saved);
    }

    [Fact]
    public async Task Message_about_an_object_that_is_not_mapped_is_acknowledged_and_marks_nothing()
    {
        await using var host = await HostAsync();

        var (code, _) = await PostAsync(host, Secret, Message(Organization, "Account", "001000000000001AAA"));

        code.Should().Be(HttpStatusCode.OK);
        (await StateAsync(host)).Should().Be(SyncState.InSync);
    }

    [Theory]
    [InlineData("another-secret-of-32-characters_", Organization, HttpStatusCode.NotFound)]
    [InlineData("short", Organization, HttpStatusCode.NotFound)]
    [InlineData(Secret, "00D000000000001EAA", HttpStatusCode.BadRequest)]
    [InlineData(Secret, "nonsense", HttpStatusCode.BadRequest)]
    public async Task Stranger_is_refused_and_marks_nothing(string secret, string organization, HttpStatusCode expected)
    {
        await using var host = await HostAsync();

        var (code, answer) = await PostAsync(host, secret, Message(organization, "Contact", Seed.Remote));

        code.Should().Be(expected);
        answer.Should().NotContain("Ack");
        (await StateAsync(host)).Should().Be(SyncState.InSync);
    }

    public static TheoryData<string> Malformed() =>
    [
        "", "{}", "<a>", "<Envelope/>",
        Message(Organization, "Contact"),
        Message(Organization, "Contact", "not-an-id"),
        Message(Organization, "", Seed.Remote),
        Message(Organization, "Contact", Seed.Remote).Replace("soap/envelope", "soap/other", StringComparison.Ordinal),
        Message(Organization, "Contact", Seed.Remote)[..^40],
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>" + Message(Organization, "Contact", Seed.Remote),
        "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + Message("&f;", "Contact", Seed.Remote),
        "\0\u0001\ud800",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_message_is_refused(string body)
    {
        await using var host = await HostAsync();

        var (code, _) = await PostAsync(host, Secret, body);

        code.Should().Be(HttpStatusCode.BadRequest);
        (await StateAsync(host)).Should().Be(SyncState.InSync);
    }

    [Fact]
    public async Task Message_while_the_database_is_away_is_not_acknowledged()
    {
        await using var host = await HostAsync();
        await host.App.Services.GetRequiredService<SyncEngine.Storage.ISyncStore>().WriteAsync(async (transaction, token) =>
        {
            await using var command = transaction.Connection.CreateCommand();
            command.CommandText = "ALTER TABLE sync_link RENAME TO gone";
            command.Transaction = transaction.Transaction;
            await command.ExecuteNonQueryAsync(token);
        }, Cancel);

        var (code, answer) = await PostAsync(host, Secret, Message(Organization, "Contact", Seed.Remote));

        code.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Should().NotContain("Ack").And.NotContain("sync_link");
    }

    [Fact]
    public async Task Without_settings_there_is_no_endpoint()
    {
        await using var host = await RunningHost.StartAsync(seed: Seed.ApplyAsync);

        var (code, _) = await PostAsync(host, Secret, Message(Organization, "Contact", Seed.Remote));

        code.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("short", Organization, "Secret")]
    [InlineData("a secret with spaces and more!!", Organization, "Secret")]
    [InlineData(Secret, "001000000000001AAA", "OrganizationId")]
    [InlineData(Secret, null, "OrganizationId")]
    [InlineData(null, Organization, "Secret")]
    public async Task Faulty_setting_stops_the_start_and_is_named(string? secret, string? organization, string setting)
    {
        var start = () => RunningHost.StartAsync(RunningHost.Idle.Append(new("SyncEngine:OutboundMessages:Secret", secret)).Append(new("SyncEngine:OutboundMessages:OrganizationId", organization)));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"*SyncEngine:OutboundMessages:{setting}*");
    }

    private static Task<RunningHost> HostAsync() => RunningHost.StartAsync(
        RunningHost.Idle.Append(new("SyncEngine:OutboundMessages:Secret", Secret)).Append(new("SyncEngine:OutboundMessages:OrganizationId", Organization)), Seed.ApplyAsync);

    private static async Task<SyncState> StateAsync(RunningHost host) =>
        (await host.App.Services.GetRequiredService<ISyncStatus>().GetAsync<Person>(Seed.Ada.Id.ToString(), Cancel)).State;

    private static async Task<(HttpStatusCode Code, string Answer)> PostAsync(RunningHost host, string secret, string body)
    {
        using var client = await host.ClientAsync(null);
        using var content = new StringContent(body, Encoding.UTF8, "text/xml");
        using var answer = await client.PostAsync(new Uri($"/webhooks/salesforce/{secret}", UriKind.Relative), content, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    // The form of the SOAP API Developer Guide, "Understanding Outbound Messaging".
    private static string Message(string organization, string type, params string[] ids) =>
        $"""
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
         <soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">
          <OrganizationId>{organization}</OrganizationId><ActionId>04k000000000001AAA</ActionId><SessionId xsi:nil="true"/>
          <EnterpriseUrl>https://example.my.salesforce.com/services/Soap/c/67.0/x</EnterpriseUrl><PartnerUrl>https://example.my.salesforce.com/services/Soap/u/67.0/x</PartnerUrl>
          {string.Concat(ids.Select((id, index) => $"<Notification><Id>04l00000000000{index}AAA</Id><sObject xsi:type=\"sf:{type}\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\"><sf:Id>{id}</sf:Id><sf:LastName>Untrusted</sf:LastName></sObject></Notification>"))}
         </notifications></soapenv:Body>
        </soapenv:Envelope>
        """;
}
