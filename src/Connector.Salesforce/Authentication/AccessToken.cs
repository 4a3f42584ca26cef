namespace Connector.Salesforce.Authentication;

/// <summary>A token and where it is good. Its text form is redacted.</summary>
/// <param name="Value">The bearer token. A secret.</param>
/// <param name="InstanceUrl">The host that takes it.</param>
/// <param name="OrganizationId">The org's id, where the answer told it.</param>
public sealed record AccessToken(string Value, Uri InstanceUrl, string? OrganizationId)
{
    /// <summary>The id of the user that it signs in, where the answer told it.</summary>
    public string? UserId { get; init; }

    /// <summary>The host alone: a token is never written down.</summary>
    public override string ToString() => $"AccessToken {{ {InstanceUrl} }}";
}
