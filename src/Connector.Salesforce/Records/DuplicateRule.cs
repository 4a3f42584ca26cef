namespace Connector.Salesforce.Records;

/// <summary>How the org's duplicate rules treat a write (<c>Sforce-Duplicate-Rule-Header</c>, API 52.0 and later).</summary>
public sealed record DuplicateRule
{
    /// <summary>Save although a rule warns. A rule that blocks still blocks. Default false.</summary>
    public bool AllowSave { get; init; }

    /// <summary>Let the answer tell more of the matching records than their ids. Default false.</summary>
    public bool IncludeRecordDetails { get; init; }

    /// <summary>Apply the sharing rules of the user whom we sign in as. Default true.</summary>
    public bool RunAsCurrentUser { get; init; } = true;

    internal string ToHeader() =>
        $"allowSave={Text(AllowSave)}; includeRecordDetails={Text(IncludeRecordDetails)}; runAsCurrentUser={Text(RunAsCurrentUser)}";

    private static string Text(bool value) => value ? "true" : "false";
}
