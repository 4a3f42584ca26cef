using Simulator.SalesforceOrg.Records;

namespace Simulator.SalesforceOrg.Authentication;

/// <summary>The org's and the users' ids. The integration user signs in; the other stands for a person who works in the org.</summary>
internal sealed class OrgIdentity(SalesforceOrgOptions options)
{
    public const string InstanceName = "SIM1";

    public string OrganizationId { get; } = SalesforceIds.Normalize(options.OrganizationId)!;

    public string IntegrationUserId { get; } = SalesforceIds.Make("005", 1);

    public string OtherUserId { get; } = SalesforceIds.Make("005", 2);

    public string Username => options.Username;
}
