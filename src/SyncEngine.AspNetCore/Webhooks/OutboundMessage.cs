using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.Linq;
using Connector.Salesforce;

namespace SyncEngine.AspNetCore.Webhooks;

/// <summary>What an outbound message says: which org sends it, and which records changed. Their values are not looked at; the truth is read when they are reconciled.</summary>
/// <param name="Organization">The sender's org.</param>
/// <param name="Changes">Object and record of each notification.</param>
internal sealed record OutboundMessage(SalesforceId Organization, IReadOnlyList<(string Object, SalesforceId Id)> Changes)
{
    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Outbound = "http://soap.sforce.com/2005/09/outbound";
    private const string Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private const string Objects = "urn:sobject.enterprise.soap.sforce.com";
    private const string PartnerObjects = "urn:sobject.partner.soap.sforce.com";

    /// <summary>The answer that takes a message off the org's queue.</summary>
    public const string Acknowledged =
        $"""<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{Envelope}"><soapenv:Body><notificationsResponse xmlns="{Outbound}"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>""";

    private static readonly XmlReaderSettings Strict = new()
    {
        Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 8 * 1024 * 1024, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads an envelope; null when it is not one, or when any part of it is not as Salesforce writes it.</summary>
    public static async Task<OutboundMessage?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = XmlReader.Create(body, Strict);
            return Read(await XDocument.LoadAsync(reader, LoadOptions.None, cancellationToken));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static OutboundMessage? Read(XDocument document)
    {
        XNamespace soap = Envelope, outbound = Outbound, instance = Instance;
        if (document.Root is not { } root || root.Name != soap + "Envelope" || root.Element(soap + "Body")?.Element(outbound + "notifications") is not { } notifications
            || !SalesforceId.TryParse(notifications.Element(outbound + "OrganizationId")?.Value, out var organization))
            return null;

        var changes = new List<(string, SalesforceId)>();
        foreach (var notification in notifications.Elements(outbound + "Notification"))
        {
            if (notification.Element(outbound + "sObject") is not { } record || !TryName(record.Attribute(instance + "type")?.Value, out var name)
                || !SalesforceId.TryParse(record.Elements().FirstOrDefault(IsId)?.Value, out var id))
                return null;

            changes.Add((name, id));
        }

        return changes.Count == 0 ? null : new OutboundMessage(organization, changes);
    }

    private static bool IsId(XElement element) => element.Name.LocalName == "Id" && element.Name.NamespaceName is Objects or PartnerObjects;

    // The type is a qualified name, "sf:Contact"; the prefix is the sender's choice.
    private static bool TryName(string? type, [NotNullWhen(true)] out string? name)
    {
        name = type?[(type.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return !string.IsNullOrEmpty(name);
    }
}
