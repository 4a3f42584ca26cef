using System.Xml;
using System.Xml.Linq;

namespace Connector.Salesforce.OutboundMessages;

/// <summary>
/// An outbound message: what a workflow or flow posts. Up to 100 notifications; queued by Salesforce for 24 hours, unordered, duplicates possible: take it for
/// a hint that records changed, and read them. Source: SOAP API Developer Guide, "Outbound Messaging".
/// </summary>
/// <param name="OrganizationId">The org that says it sent this. It proves nothing by itself: the endpoint needs a secret in its URL or mutual TLS.</param>
/// <param name="Notifications">The notifications.</param>
public sealed record OutboundMessage(SalesforceId OrganizationId, IReadOnlyList<OutboundNotification> Notifications)
{
    /// <summary>How many notifications a message may hold.</summary>
    public const int MaxNotifications = 100;

    /// <summary>The largest envelope that is read: 100 notifications of large records.</summary>
    public const int MaxCharacters = 8 * 1024 * 1024;

    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Message = "http://soap.sforce.com/2005/09/outbound";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The action that the message's workflow action has.</summary>
    public SalesforceId? ActionId { get; init; }

    /// <summary>Reads the body of a request. Document types, entities and schemas are refused, so that the XML can neither reach out nor blow up.</summary>
    /// <param name="body">The body; it is read to its end and left open.</param>
    /// <param name="expectedOrganization">The org whose messages are taken.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OutboundMessageException">It is no outbound message, or it is another org's.</exception>
    public static async Task<OutboundMessage> ReadAsync(Stream body, SalesforceId expectedOrganization, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        XDocument document;
        try
        {
            using var reader = XmlReader.Create(body, new XmlReaderSettings
            {
                Async = true,
                CloseInput = false,
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = MaxCharacters,
            });
            document = await XDocument.LoadAsync(reader, LoadOptions.None, cancellationToken);
        }
        catch (XmlException exception)
        {
            throw new OutboundMessageException("The body is not well-formed XML, or is too large.", exception);
        }

        var notifications = document.Root?.Name == Soap + "Envelope" ? document.Root.Element(Soap + "Body")?.Element(Message + "notifications") : null;
        if (notifications is null)
            throw new OutboundMessageException("The body is XML, but no outbound message.");
        if (!SalesforceId.TryParse(notifications.Element(Message + "OrganizationId")?.Value, out var organization))
            throw new OutboundMessageException("The message does not say which org sent it.");
        if (organization != expectedOrganization)
            throw new OutboundMessageException("The message is another org's.");

        var items = notifications.Elements(Message + "Notification").ToList();
        if (items.Count is 0 or > MaxNotifications)
            throw new OutboundMessageException($"The message has {items.Count} notifications; it may have 1 to {MaxNotifications}.");

        return new OutboundMessage(organization, [.. items.Select(Read)])
        {
            ActionId = SalesforceId.TryParse(notifications.Element(Message + "ActionId")?.Value, out var action) ? action : null,
        };
    }

    private static OutboundNotification Read(XElement item)
    {
        if (item.Element(Message + "Id")?.Value is not { Length: > 0 } id || item.Element(Message + "sObject") is not { } fields)
            throw new OutboundMessageException("A notification has no id or no record.");

        // xsi:type="sf:Contact"
        var type = fields.Attribute(Instance + "type")?.Value is { } name ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : "";
        if (type.Length == 0)
            throw new OutboundMessageException("A notification does not say what its record is.");

        var record = new SalesforceRecord(type);
        foreach (var field in fields.Elements().Where(field => !field.HasElements))
        {
            if (field.Name.LocalName == nameof(record.Id))
                record.Id = SalesforceId.TryParse(field.Value, out var recordId) ? recordId : throw new OutboundMessageException("A notification's record has a malformed id.");
            else
                record[field.Name.LocalName] = field.Attribute(Instance + "nil")?.Value is "true" or "1" ? null : field.Value;
        }

        return record.Id is null ? throw new OutboundMessageException("A notification's record has no id.") : new OutboundNotification(id, record);
    }
}
