namespace Connector.Salesforce;

/// <summary>One error of an answer.</summary>
/// <param name="Code">Salesforce's error code, such as <c>REQUIRED_FIELD_MISSING</c>.</param>
/// <param name="Message">Salesforce's message. It may quote field values: treat it as personal data.</param>
/// <param name="Fields">The fields at fault; empty when Salesforce names none.</param>
public sealed record SalesforceError(string Code, string Message, IReadOnlyList<string> Fields)
{
    /// <summary>For <c>DUPLICATES_DETECTED</c>: the records that a duplicate rule matched.</summary>
    public IReadOnlyList<SalesforceId> Duplicates { get; init; } = [];
}
