namespace Connector.Salesforce.OutboundMessages;

/// <summary>What is answered to an outbound message: 200, <see cref="ContentType"/>, and one of these bodies.</summary>
public static class OutboundAcknowledgement
{
    /// <summary>The answer's content type.</summary>
    public const string ContentType = "text/xml; charset=utf-8";

    /// <summary>Taken: Salesforce forgets it. Answer so once it is stored, not before.</summary>
    public static string Taken { get; } = Body("true");

    /// <summary>Not taken: Salesforce sends it again, for 24 hours.</summary>
    public static string NotTaken { get; } = Body("false");

    private static string Body(string ack) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" +
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>" +
        $"<notificationsResponse xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>{ack}</Ack></notificationsResponse>" +
        "</soapenv:Body></soapenv:Envelope>";
}
