namespace SyncEngine.AspNetCore.Webhooks;

/// <summary>
/// Who may send outbound messages. Read from <c>SyncEngine:OutboundMessages</c>; without a secret the endpoint does not exist.
/// Source: SOAP API Developer Guide, "Outbound Messaging".
/// </summary>
public sealed class SalesforceMessageOptions
{
    /// <summary>The shortest secret that is taken.</summary>
    public const int MinSecretLength = 24;

    /// <summary>The org that may send, 15 or 18 characters beginning with <c>00D</c>; required with <see cref="Secret"/>.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>The last part of the endpoint's address, known to the org alone: at least 24 letters, digits, <c>-</c> or <c>_</c>, made at random.</summary>
    public string? Secret { get; set; }

    internal IEnumerable<string> Faults()
    {
        if (Secret is not { Length: >= MinSecretLength } || !Secret.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            yield return $"SyncEngine:OutboundMessages:Secret has to be at least {MinSecretLength} letters, digits, '-' or '_'; it is part of the endpoint's address.";
        if (!Connector.Salesforce.SalesforceId.TryParse(OrganizationId, out var id) || id.KeyPrefix != "00D")
            yield return $"SyncEngine:OutboundMessages:OrganizationId is '{OrganizationId}'; it has to be the org's id, 15 or 18 characters beginning with 00D (Setup, Company Information).";
    }
}
