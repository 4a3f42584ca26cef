using System.Text;
using System.Xml.Linq;
using Connector.Salesforce.OutboundMessages;
using CsCheck;

namespace Connector.Salesforce.Tests.OutboundMessages;

public sealed class OutboundMessageTests
{
    private static readonly SalesforceId Organization = SalesforceId.Parse("00D000000000001EAA");

    [Fact]
    public async Task Message_is_read_with_its_records()
    {
        var message = await ReadAsync(Envelope(Notification("04l000000000001AAA", "<sf:Id>003000000000001AAA</sf:Id><sf:Email>a&amp;b@example.org</sf:Email><sf:Phone xsi:nil=\"true\"/>")
            + Notification("04l000000000002AAA", "<sf:Id>003000000000002</sf:Id>")));

        message.OrganizationId.Should().Be(Organization);
        message.ActionId.Should().Be(SalesforceId.Parse("04k000000000001AAA"));
        message.Notifications.Select(item => item.Id).Should().Equal("04l000000000001AAA", "04l000000000002AAA");
        var record = message.Notifications[0].Record;
        (record.Type, record.Id, record.Text("Email")).Should().Be(("Contact", SalesforceId.Parse("003000000000001AAA"), "a&b@example.org"));
        record.Has("Phone").Should().BeTrue();
        record["Phone"].Should().BeNull();
        record.Has("Fax").Should().BeFalse();
    }

    [Fact]
    public async Task Hundred_are_taken_and_one_more_is_not()
    {
        (await ReadAsync(Envelope(string.Concat(Enumerable.Repeat(Notification("04l000000000001AAA", "<sf:Id>003000000000001AAA</sf:Id>"), 100))))).Notifications.Should().HaveCount(100);

        await FluentActions.Awaiting(() => ReadAsync(Envelope(string.Concat(Enumerable.Repeat(Notification("04l000000000001AAA", "<sf:Id>003000000000001AAA</sf:Id>"), 101)))))
            .Should().ThrowAsync<OutboundMessageException>();
    }

    [Fact]
    public async Task Message_of_another_org_is_refused() =>
        (await FluentActions.Awaiting(() => ReadAsync(Envelope(Notification("04l000000000001AAA", "<sf:Id>003000000000001AAA</sf:Id>"), "00D000000000002")))
            .Should().ThrowAsync<OutboundMessageException>()).Which.Message.Should().Contain("another org").And.NotContain("00D");

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<a/>")]
    [InlineData("<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body/></soapenv:Envelope>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>")]
    [InlineData("<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>")]
    public async Task What_is_no_message_is_refused(string body) =>
        await FluentActions.Awaiting(() => ReadAsync(body)).Should().ThrowAsync<OutboundMessageException>();

    [Theory]
    [InlineData("<sf:Id>003</sf:Id>")]
    [InlineData("<sf:Email>a@example.org</sf:Email>")]
    public async Task Record_without_a_good_id_is_refused(string fields) =>
        await FluentActions.Awaiting(() => ReadAsync(Envelope(Notification("04l000000000001AAA", fields)))).Should().ThrowAsync<OutboundMessageException>();

    [Fact]
    public async Task Body_beyond_all_measure_is_refused_before_it_is_held() =>
        await FluentActions.Awaiting(() => ReadAsync(Envelope(Notification("04l000000000001AAA", $"<sf:Id>003000000000001AAA</sf:Id><sf:Note>{new string('x', OutboundMessage.MaxCharacters)}</sf:Note>"))))
            .Should().ThrowAsync<OutboundMessageException>();

    [Fact]
    public void Damaged_message_is_read_or_refused_and_nothing_else()
    {
        var whole = Envelope(Notification("04l000000000001AAA", "<sf:Id>003000000000001AAA</sf:Id><sf:Email>a@example.org</sf:Email>"));

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 30], Gen.String[0, 4]).Sample((at, length, insert) =>
        {
            try
            {
                var damaged = whole[..at] + insert + whole[Math.Min(whole.Length, at + length)..];
                return ReadAsync(damaged).GetAwaiter().GetResult().Notifications.Count == 1;
            }
            catch (OutboundMessageException)
            {
                return true;
            }
        }, iter: 1_000);
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public void Acknowledgement_is_the_answer_that_Salesforce_waits_for(bool taken, string ack)
    {
        var document = XDocument.Parse(taken ? OutboundAcknowledgement.Taken : OutboundAcknowledgement.NotTaken);

        document.Descendants(XName.Get("Ack", "http://soap.sforce.com/2005/09/outbound")).Should().ContainSingle().Which.Value.Should().Be(ack);
    }

    private static Task<OutboundMessage> ReadAsync(string body) => OutboundMessage.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), Organization);

    private static string Notification(string id, string fields) =>
        $"<Notification><Id>{id}</Id><sObject xsi:type=\"sf:Contact\" xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">{fields}</sObject></Notification>";

    private static string Envelope(string notifications, string organization = "00D000000000001") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
         <soapenv:Body>
          <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
           <OrganizationId>{organization}</OrganizationId>
           <ActionId>04k000000000001AAA</ActionId>
           <SessionId xsi:nil="true"/>
           <EnterpriseUrl>https://example.my.salesforce.com/services/Soap/c/67.0</EnterpriseUrl>
           <PartnerUrl>https://example.my.salesforce.com/services/Soap/u/67.0</PartnerUrl>
           {notifications}
          </notifications>
         </soapenv:Body>
        </soapenv:Envelope>
        """;
}
