namespace Simulator.SalesforceOrg.Records;

/// <summary>Who writes: the user, the name that the client gives itself (it comes back in change events), and what the headers ask for.</summary>
internal sealed record OrgCaller(string UserId, string? Client)
{
    /// <summary>Save although a duplicate rule that allows it found a duplicate.</summary>
    public bool AllowDuplicates { get; init; }

    /// <summary>Whose edit it is in change events, such as <c>com/salesforce/api/rest/67.0;client=NAME</c>.</summary>
    public string ChangeOrigin { get; init; } = "";
}
