namespace Connector.Salesforce;

/// <summary>The record is not there: never was, was deleted, or is hidden from this user.</summary>
public sealed class SalesforceNotFoundException(string message) : SalesforceException(message)
{
    /// <summary>True when Salesforce says that it was deleted (<c>ENTITY_IS_DELETED</c>).</summary>
    public bool IsDeleted => ErrorCode == "ENTITY_IS_DELETED";

    /// <inheritdoc/>
    public override bool IsTransient => false;
}
