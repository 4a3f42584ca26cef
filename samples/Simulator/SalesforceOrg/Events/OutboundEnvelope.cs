using System.Xml.Linq;
using Simulator.SalesforceOrg.Authentication;
using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Events;

/// <summary>The SOAP envelope of an outbound message, and its acknowledgement.</summary>
internal static class OutboundEnvelope
{
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Outbound = "http://soap.sforce.com/2005/09/outbound";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly XNamespace Record = "urn:sobject.enterprise.soap.sforce.com";

    public static string Write(OutboundRule rule, IEnumerable<OutboundNotification> notifications, OrgIdentity identity, string own)
    {
        var body = new XElement(Outbound + "notifications",
            new XElement(Outbound + "OrganizationId", identity.OrganizationId),
            new XElement(Outbound + "ActionId", SalesforceIds.Make("04k", 1)),
            new XElement(Outbound + "SessionId", new XAttribute(Instance + "nil", "true")),
            new XElement(Outbound + "EnterpriseUrl", $"{own}/services/Soap/c/67.0/{identity.OrganizationId[..15]}"),
            new XElement(Outbound + "PartnerUrl", $"{own}/services/Soap/u/67.0/{identity.OrganizationId[..15]}"),
            notifications.Select(item => new XElement(Outbound + "Notification",
                new XElement(Outbound + "Id", item.Id),
                new XElement(Outbound + "sObject",
                    new XAttribute(Instance + "type", $"sf:{rule.Type}"),
                    new XAttribute(XNamespace.Xmlns + "sf", Record.NamespaceName),
                    new XElement(Record + "Id", item.RecordId),
                    item.Values.Where(value => value.Value is not null).Select(value => new XElement(Record + value.Key, value.Value))))));
        var envelope = new XElement(Soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soapenv", Soap.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xsi", Instance.NamespaceName),
            new XElement(Soap + "Body", body));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{envelope.ToString(SaveOptions.DisableFormatting)}";
    }

    public static bool IsAcknowledged(string answer)
    {
        try
        {
            return XDocument.Parse(answer).Descendants().Any(element => element.Name.LocalName == "Ack" && element.Value.Trim() == "true");
        }
        catch (System.Xml.XmlException)
        {
            return false;
        }
    }
}
